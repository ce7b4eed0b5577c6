using System.Text;
using System.Text.Json;
using CrmKit.Imports;
using CrmKit.Imports.Files;

namespace CrmKit.Formats.JsonLines;

/// <summary>One JSON object per line. The columns are the properties of all lines, so that none is lost unnoticed; objects inside objects are columns with a dot.</summary>
internal sealed class JsonLinesImport : IImportFormat
{
    private const decimal AnObject = 0.95m;

    public ValueTask<decimal> DetectAsync(ReadOnlyMemory<byte> start, CancellationToken cancellationToken) => new(IsObject(TextCheck.Start(start.Span)) ? AnObject : 0);

    public async ValueTask<IImportReader> OpenAsync(ImportSource source, CancellationToken cancellationToken)
    {
        if (source.Delimiter is not null) throw new CrmValidationException(ImportErrors.MapInvalid("$.delimiter", "JSON Lines have no delimiter. Leave it out."));
        var text = await TextCheck.OfAsync(source, cancellationToken);
        LineReader Lines() => new(source.Open(), text.Encoding, text.Preamble, ImportLimits.RecordLength(source.MaxCellLength));
        return new JsonLinesReader(Lines(), Columns(Lines, source, cancellationToken), source.MaxCellLength) { Facts = new Dictionary<string, string> { ["encoding"] = text.Encoding.WebName } };
    }

    private static List<string> Columns(Func<LineReader> open, ImportSource source, CancellationToken cancellationToken)
    {
        using var lines = open();
        var columns = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        var hasLine = false;
        while (lines.TryRead(out var line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Text.AsSpan().IsWhiteSpace()) continue;
            hasLine = true;
            if (line.IsCut || JsonLine.Read(line.Text, cells) is not null) continue; // refused when its turn comes
            foreach (var name in cells.Keys)
                if (known.Add(name)) columns.Add(name);
            if (columns.Count > ImportLimits.Columns) throw new CrmValidationException(ImportErrors.TooManyColumns(ImportLimits.Columns));
        }
        return hasLine ? columns : throw new CrmValidationException(ImportErrors.Empty(source.Name));
    }

    // The first line that has something in it; one that goes on beyond the start is begun like an object.
    private static bool IsObject(string? text)
    {
        var rest = text.AsSpan().TrimStart();
        if (rest is not ['{', ..]) return false;
        var end = rest.IndexOfAny('\r', '\n');
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes((end < 0 ? rest : rest[..end]).ToString()), isFinalBlock: end >= 0, default);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
