using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CrmKit.Effects;
using CrmKit.Sessions;

namespace CrmKit.Testing;

/// <summary>What a tenant has, as text that two runs of the same story share.</summary>
internal static partial class StateDump
{
    public static async Task<string> WriteAsync(ICrmSession session, IReadOnlyList<EffectRequest> effects, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>();
        var lines = new List<string>();
        var all = new List<(RecordTypeDefinition Type, IReadOnlyList<Record> Records)>();
        foreach (var type in session.Catalog.Types.OrderBy(t => t.Key, StringComparer.Ordinal))
            all.Add((type, [.. (await ReadAsync(session, type, deleted: false, cancellationToken)).Concat(await ReadAsync(session, type, deleted: true, cancellationToken)).OrderBy(r => r.Id)]));
        foreach (var (type, records) in all)
            for (var i = 0; i < records.Count; i++) names[records[i].Id.ToString()] = $"{type.Key}#{i + 1}";
        foreach (var (type, records) in all)
            foreach (var record in records) lines.Add($"{names[record.Id.ToString()]}: {string.Join(" | ", ValuesOf(type, record))}");
        lines.AddRange(effects.Select(e => $"effect {e.Kind} {e.Key}: {e.Payload.GetRawText()}"));

        var unknown = 0;
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append(Id().Replace(line, m => names.TryGetValue(m.Value, out var name) ? name : names[m.Value] = $"id#{++unknown}")).Append('\n');
        return text.ToString();
    }

    /// <summary>The first lines that differ, for people.</summary>
    public static string? Difference(string expected, string actual)
    {
        if (expected == actual) return null;
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var missing = left.Except(right).Take(3).Select(l => $"- {l}");
        var surplus = right.Except(left).Take(3).Select(l => $"+ {l}");
        return string.Join(Environment.NewLine, missing.Concat(surplus).DefaultIfEmpty("The order of lines differs."));
    }

    private static async Task<List<Record>> ReadAsync(ICrmSession session, RecordTypeDefinition type, bool deleted, CancellationToken cancellationToken)
    {
        var records = new List<Record>();
        string? cursor = null;
        do
        {
            var page = await session.Records.QueryAsync(new RecordQuery(type.Key) { Size = 1000, Cursor = cursor, Deleted = deleted }, cancellationToken);
            records.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return records;
    }

    private static IEnumerable<string> ValuesOf(RecordTypeDefinition type, Record record) =>
        from field in type.Fields.OrderBy(f => f.Key, StringComparer.Ordinal)
        where field.Key != "id"
        let value = field.Get(record)
        where value is not null
        select $"{field.Key}={(IsDrawn(field) ? "given" : Text(value))}";

    // Numbers of documents are drawn at random.
    private static bool IsDrawn(FieldDefinition field) => field is { Key: "number", IsCustom: false };

    private static string Text(object value) => value switch
    {
        DateTimeOffset instant => instant.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!.ReplaceLineEndings("\\n"),
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
