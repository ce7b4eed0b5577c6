using CrmKit.Matching;

namespace CrmKit.AspNetCore;

/// <summary>Duplicates of a record, and records of other types that it is about.</summary>
internal static class MatchEndpoint
{
    public static IReadOnlyList<ApiParameter> Parameters { get; } = [new("type", "The type of the records to find; the record's own, for duplicates, when left out.")];

    public static async Task GetAsync(ApiCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        var type = call.Session.Catalog.Type(call.Text("type") ?? call.Type.Key);
        var matches = (await call.Session.Matches.FindAsync(call.Type.Key, type.Key, [new MatchProbe(record)], call.Cancelled))[0];
        var hidden = await call.HiddenAsync(type);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var match in matches)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "record", type.Ref(match.Record.Id));
                json.WritePropertyName("name");
                FieldJson.Write(json, hidden.Contains(type.NameField) ? null : type.Field(type.NameField).Get(match.Record));
                json.WriteNumber("confidence", match.Confidence);
                json.WriteString("reason", match.Reason);
                json.WriteString("matcher", match.Matcher);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
