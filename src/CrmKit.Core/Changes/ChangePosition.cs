using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CrmKit.Changes;

/// <summary>Where to read on: the number of a message, and which of its items is next.</summary>
internal readonly record struct ChangePosition(long Number, int Item)
{
    private const string Version = "c1";

    /// <param name="now">When it is given out: what is gone by the time it comes back can be told by it.</param>
    public string ToCursor(DateTimeOffset now) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}.{Number}.{Item}.{now.ToUnixTimeSeconds()}")));

    /// <summary>Reads a cursor back, with when it was given out.</summary>
    /// <exception cref="CrmValidationException"><c>changes.cursor-invalid</c>.</exception>
    public static (ChangePosition Position, DateTimeOffset At) Parse(string cursor)
    {
        if (cursor.Length <= 100 && Base64Url.IsValid(cursor) && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.') is [Version, var number, var item, var at]
            && Whole(number, out var n) && Whole(item, out var i) && i <= int.MaxValue && Whole(at, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return (new ChangePosition(n, (int)i), DateTimeOffset.FromUnixTimeSeconds(seconds));
        throw new CrmValidationException(ChangeErrors.CursorInvalid());
    }

    private static bool Whole(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
