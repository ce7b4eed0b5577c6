using CrmKit.Search;

namespace CrmKit.AspNetCore;

/// <summary>One box over all record types.</summary>
internal static class SearchEndpoint
{
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("q", "Words or their beginnings, numbers with or without separators; Chinese also by pinyin or initials.", IsRequired: true),
        new("types", "Keys of record types, parted by commas; all that the caller may read when left out."),
        new("size", "How many at most, 1 to 100; 20 when left out.", ApiParameterKind.Integer),
        new("counts", "Whether to count what is found, by type, up to 1,000 of each.", ApiParameterKind.Bool),
    ];

    public static async Task GetAsync(ApiCall call)
    {
        var page = await call.Session.Search.FindAsync(new SearchRequest(call.Text("q") ?? "")
        {
            Types = call.Text("types")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            Size = call.Integer("size") ?? 20,
            WithCounts = call.Flag("counts"),
        }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var result in page.Results)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "record", result.Record);
                json.WriteString("title", result.Title);
                json.WriteStartArray("matches");
                foreach (var match in result.Matches)
                {
                    json.WriteStartObject();
                    json.WriteString("field", match.Field);
                    json.WriteString("label", call.Session.Catalog.Type(result.Record.Type).Field(match.Field).Label.For(call.Culture));
                    json.WriteString("text", match.Text);
                    json.WriteStartArray("parts");
                    foreach (var part in match.Parts)
                    {
                        json.WriteStartObject();
                        json.WriteNumber("start", part.Start);
                        json.WriteNumber("length", part.Length);
                        json.WriteEndObject();
                    }
                    json.WriteEndArray();
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (page.Counts is { } counts)
            {
                json.WriteStartObject("counts");
                foreach (var (type, count) in counts) json.WriteNumber(type, count);
                json.WriteEndObject();
            }
            json.WriteStartArray("corrections");
            foreach (var word in page.Corrections) json.WriteStringValue(word);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
