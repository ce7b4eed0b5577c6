using CrmKit.Filters;

namespace CrmKit.Web.Segments;

/// <summary>Who is to be in a segment, while it is put together: conditions on the record itself as rows, and beside them whatever rows cannot say. All of it is in the page's address.</summary>
internal sealed record SegmentDraft(RecordTypeDefinition Type)
{
    /// <summary>Says that the address holds a draft, even an empty one.</summary>
    public const string Mark = "draft";

    /// <summary>The filter that the rows mean; <see langword="null"/> for none.</summary>
    public string? Rows { get; init; }

    /// <summary>What rows cannot say, such as conditions on other records; it all holds beside them.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>The whole filter; <see langword="null"/> for all records of the type.</summary>
    public string? Filter
    {
        get
        {
            var isAny = Parts.Count > 0 && Rows is not null && FilterWriter.Read(Type, Rows) is { Any: true };
            var all = (Rows is null ? [] : new[] { isAny ? $"({Rows})" : Rows }).Concat(Parts).ToList();
            return all.Count == 0 ? null : string.Join(" and ", all);
        }
    }

    public static SegmentDraft Read(WebCall call, RecordTypeDefinition type) => new(type)
    {
        Rows = call.Query("filter"), Parts = [.. call.Http.Request.Query["part"].OfType<string>().Where(p => p.Length > 0).Select(p => WebCall.Whole("part", p))],
    };

    /// <summary>A filter, cut into what rows can say and the rest.</summary>
    public static SegmentDraft Of(RecordTypeDefinition type, string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter)) return new(type);
        if (FilterWriter.Read(type, filter) is not null) return new(type) { Rows = filter };
        var parts = Split(filter).ToLookup(p => FilterWriter.Read(type, p) is not null);
        return new(type) { Rows = parts[true].Any() ? string.Join(" and ", parts[true]) : null, Parts = [.. parts[false]] };
    }

    /// <summary>What addresses say of it, by name.</summary>
    public IReadOnlyList<(string Name, string? Value)> Said => [("type", Type.Key), (Mark, "1"), ("filter", Rows), .. Parts.Select(p => ("part", (string?)p))];

    public string At(string path, params ReadOnlySpan<(string Name, string? Value)> more) => WebLinks.With(path, [.. Said, .. more]);

    // What cannot be read stays whole: what is wrong with it is said when it is asked.
    private static List<string> Split(string filter)
    {
        try
        {
            if (FilterParser.Parse(filter) is AnyOf) return [$"({filter})"];
        }
        catch (CrmValidationException)
        {
            return [filter];
        }
        var (parts, start, depth) = (new List<string>(), 0, 0);
        foreach (var token in FilterLexer.Read(filter))
        {
            depth += token.Kind switch { FilterTokenKind.Open => 1, FilterTokenKind.Close => -1, _ => 0 };
            if (depth != 0 || token.Kind != FilterTokenKind.Word || !token.Text.Equals("and", StringComparison.OrdinalIgnoreCase)) continue;
            parts.Add(filter[start..token.Position].Trim());
            start = token.Position + token.Text.Length;
        }
        return [.. parts, filter[start..].Trim()];
    }
}
