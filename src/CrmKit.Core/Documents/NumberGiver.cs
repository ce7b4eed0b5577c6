using System.Globalization;

namespace CrmKit.Documents;

/// <summary>Gives quotes, contracts, orders, deliveries and cases a number when they are created without one.</summary>
/// <remarks>
/// Made of the day and of the random bits of the record's id, so that no two writers wait for each other; people read it aloud, so it has no letters that sound or look alike.
/// </remarks>
internal sealed class NumberGiver : IBeforeSave
{
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static readonly Dictionary<string, string> Prefixes = new() { ["quote"] = "QT", ["contract"] = "CT", ["order"] = "SO", ["case"] = "CS", ["delivery"] = "DN" };

    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var field = context.Type.Field("number");
        foreach (var (change, _) in context.Living<Record>())
            if (field.Get(change.After) is null or "")
                field.Set(change.After, Number(Prefixes[context.Type.Key], context.Session.Today, change.After.Id));
        return default;
    }

    internal static string Number(string prefix, DateOnly day, Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        var bits = BitConverter.ToUInt64(bytes, 8) & 0x3FFF_FFFF_FFFF_FFFF; // without the variant bits
        Span<char> code = stackalloc char[10];
        for (var i = 0; i < code.Length; i++)
        {
            code[i] = Letters[(int)(bits % (uint)Letters.Length)];
            bits /= (uint)Letters.Length;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{day:yyMMdd}-{code[..5]}-{code[5..]}");
    }
}
