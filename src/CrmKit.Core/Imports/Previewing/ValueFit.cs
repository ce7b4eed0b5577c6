using CrmKit.Imports.Values;
using CrmKit.Pipelines;

namespace CrmKit.Imports.Previewing;

/// <summary>Whether the values of a column can be those of a field, and with which settings of the map.</summary>
internal sealed class ValueFit(RecordTypeDefinition type, CatalogSnapshot catalog, Synonyms synonyms, DateText dates)
{
    /// <summary>A column of the map with settings for the values, the share of values that they read, and what somebody has to decide.</summary>
    public sealed record Result(ImportColumn Column, decimal Share, CrmError? Doubt = null);

    public Result Of(ColumnSample column, FieldDefinition field, ImportColumn target)
    {
        var texts = column.Distinct.Where(t => !target.Values.ContainsKey(t) && !target.Empty.Contains(t, StringComparer.OrdinalIgnoreCase)).ToList();
        return field.Key switch
        {
            "stage" => Stages(column, texts, target),
            "pipeline" or "ownerId" or "teamId" => new(target, 1),
            _ => field.Kind switch
            {
                FieldKind.Option when field.Options.Count > 0 => Options(column, texts, field, target),
                FieldKind.Date or FieldKind.Instant => Dates(column, texts, target),
                FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => Number(column, texts, field, target),
                FieldKind.Bool => Share(texts, target, t => BoolText.TryParse(t, out _)),
                FieldKind.Email => Share(texts, target, ValueKind.IsEmail),
                FieldKind.Phone => Share(texts, target, t => t.Any(char.IsAsciiDigit)),
                FieldKind.Reference => new(texts.Count > 0 && texts.TrueForAll(t => Guid.TryParseExact(t, "D", out _)) && target.LookupField is null ? target with { LookupField = "id" } : target, 1),
                _ => new(target, 1),
            },
        };
    }

    private Result Share(List<string> texts, ImportColumn target, Func<string, bool> reads)
    {
        var empties = texts.Where(t => !reads(t) && synonyms.IsEmpty(t)).ToList();
        var rest = texts.Except(empties).ToList();
        return new(empties.Count > 0 ? target with { Empty = [.. target.Empty, .. empties] } : target, rest.Count == 0 ? 1 : (decimal)rest.Count(reads) / rest.Count);
    }

    private Result Number(ColumnSample column, List<string> texts, FieldDefinition field, ImportColumn target)
    {
        if (column.IsExact || target.DecimalMark != ".") return new(target, 1);
        var mark = Numbers.MarkOf(texts, field.Kind);
        return Share(texts, target with { DecimalMark = mark }, t => NumberText.TryParse(t, mark[0], field.Kind, out _));
    }

    private Result Dates(ColumnSample column, List<string> texts, ImportColumn target)
    {
        if (column.IsExact) return new(target with { Formats = [] }, 1);
        var real = texts.Where(t => !synonyms.IsEmpty(t)).ToList();
        if (target.Formats.Count > 0 && Preset(column, real, target) is { } known) return known;
        var patterns = DatePatterns.Of(real, t => dates.TryDay(t, out _));
        var reading = dates.With(patterns.Formats);
        var result = Share(texts, target with { Formats = patterns.Formats }, t => reading.TryDay(t, out _));
        return patterns.IsDoubtful ? result with { Doubt = ImportErrors.DoubtDate(column.Name, real[0], patterns.Formats) } : result;
    }

    // Of a preset's formats those that read all texts, or those that read some; null when some text is in none of them.
    private Result? Preset(ColumnSample column, List<string> texts, ImportColumn target)
    {
        var readings = target.Formats.Select(f => (Format: f, Days: texts.ConvertAll(t => dates.With([f]).TryDay(t, out var day) ? day : (DateOnly?)null))).Where(r => r.Days.Exists(d => d is not null)).ToList();
        if (!Enumerable.Range(0, texts.Count).All(i => readings.Exists(r => r.Days[i] is not null))) return null;
        if (readings.FindAll(r => !r.Days.Contains(null)) is { Count: > 0 } whole) readings = whole;
        var isDoubtful = Enumerable.Range(0, texts.Count).Any(i => readings.Select(r => r.Days[i]).OfType<DateOnly>().Distinct().Count() > 1);
        List<string> formats = [.. readings.Select(r => r.Format)];
        return new(target with { Formats = formats }, 1, isDoubtful ? ImportErrors.DoubtDate(column.Name, texts[0], formats) : null);
    }

    private Result Options(ColumnSample column, List<string> texts, FieldDefinition field, ImportColumn target)
    {
        var known = synonyms.Options.GetValueOrDefault(field.Key, []);
        string? Meant(string text) => field.Options.Any(o => Is(text, o.Code, o.Label)) ? text
            : field.Options.FirstOrDefault(o => known.GetValueOrDefault(o.Code, []).Contains(text, StringComparer.OrdinalIgnoreCase))?.Code;
        return Choices(column, texts, target, Meant, field.Options.Select(o => o.Code));
    }

    private Result Stages(ColumnSample column, List<string> texts, ImportColumn target)
    {
        if (catalog.PipelinesOf(type.Key).FirstOrDefault() is not { } pipeline) return new(target, 0);
        var known = synonyms.Stages.GetValueOrDefault(pipeline.Key, []);
        string? Meant(string text) => pipeline.Stages.Any(s => Is(text, s.Key, s.Label) && !s.RequiresConversion) ? text
            : pipeline.Stages.FirstOrDefault(s => known.GetValueOrDefault(s.Key, []).Contains(text, StringComparer.OrdinalIgnoreCase))?.Key;
        return Choices(column, texts, target, Meant, pipeline.Stages.Select(s => s.Key));
    }

    // What is none of the choices becomes the choice that it is a synonym of; the rest is for somebody to decide.
    private Result Choices(ColumnSample column, List<string> texts, ImportColumn target, Func<string, string?> meant, IEnumerable<string> known)
    {
        var values = new Dictionary<string, string>(target.Values);
        var (empties, unknown) = (new List<string>(), new List<string>());
        foreach (var text in texts)
        {
            if (meant(text) is { } choice)
            {
                if (choice != text) values[text] = choice;
            }
            else if (synonyms.IsEmpty(text)) empties.Add(text);
            else unknown.Add(text);
        }
        var share = texts.Count == 0 ? 1 : 1 - ((decimal)unknown.Count / texts.Count);
        return new(target with { Values = values, Empty = [.. target.Empty, .. empties] }, share, unknown.Count == 0 ? null : ImportErrors.DoubtValues(column.Name, target.Field, unknown, known));
    }

    private static bool Is(string text, string code, LocalizedText label) => text.Equals(code, StringComparison.OrdinalIgnoreCase) || text.Equals(label.English, StringComparison.OrdinalIgnoreCase) || text == label.Chinese;
}
