using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CrmKit.Activities;

/// <summary>Where a page of a timeline ended: the instant of its last entry, and how many entries of that very instant were shown.</summary>
internal readonly record struct TimelineCursor(DateTimeOffset At, int Shown)
{
    public static TimelineCursor Start { get; } = new(DateTimeOffset.MaxValue, 0);

    public static TimelineCursor Parse(string? text)
    {
        if (text is null) return Start;
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(':');
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var shown) && shown <= 100_000)
                return new TimelineCursor(new DateTimeOffset(ticks, TimeSpan.Zero), shown);
        }
        catch (FormatException)
        {
            // said below
        }
        throw new CrmValidationException(TimelineErrors.CursorInvalid());
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}:{Shown}")));
}
