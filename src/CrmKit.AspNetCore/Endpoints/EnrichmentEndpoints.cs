using System.Text.Json;
using CrmKit.Enrichment;
using CrmKit.Idempotency;

namespace CrmKit.AspNetCore;

/// <summary>What sources propose for records, and what is taken over.</summary>
internal static class EnrichmentEndpoints
{
    public static IEnumerable<ApiRoute> Of(CatalogSnapshot catalog, RecordTypeDefinition type)
    {
        if (!catalog.EnrichmentSources.Any(s => s.RecordTypes.Contains(type.Key))) yield break;
        var (list, name) = ("/" + type.PluralKey, SchemaNames.Of(type));
        yield return new("POST", list + "/enrichment", $"enrich{name}", "What sources propose for some of them; nothing is written.", ProposeAsync) { Type = type.Key, Body = "EnrichmentRequest", Answer = "EnrichmentAnswer", Cost = 10, Course = IdempotentCourse.Repeatable };
        yield return new("POST", list + "/{id}/enrichment", $"acceptEnrichment{name}", "Takes proposals over, each with its source in the history.", AcceptAsync) { Type = type.Key, Body = "EnrichmentChoices", Answer = name, Cost = 10, TakesIfMatch = true };
    }

    private static async Task ProposeAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "ids", "ground");
        var ids = wish.Texts("ids").Select(text => Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Property("ids", "a list of ids of records")).ToList();
        var answer = await call.Session.Enrichment.ProposeAsync(new EnrichmentRequest(call.Type.Key, ids) { Ground = GroundOf(wish) }, call.Cancelled);
        await call.AnswerAsync(json => Write(json, answer, call.Culture));
    }

    private static async Task AcceptAsync(ApiCall call)
    {
        var version = call.ExpectedVersion;
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "choices", "ground");
        if (wish.Find("choices") is not { ValueKind: JsonValueKind.Array } choices) throw ApiErrors.Property("choices", "a list of objects with field and source");
        var chosen = choices.EnumerateArray().Select(c => new StrictObject(c, "choices", "field", "source")).Select(c => new EnrichmentChoice(c.RequiredText("field"), c.RequiredText("source"))).ToList();
        await call.Session.Enrichment.AcceptAsync(call.Ref, chosen, version, GroundOf(wish), call.Cancelled);
        await call.AnswerAsync(await call.Session.Records.GetAsync(call.Ref, call.Cancelled));
    }

    private static EnrichmentGround? GroundOf(StrictObject wish) => wish.Text("ground") is not { } code ? null
        : EnumCode.Codes(typeof(EnrichmentGround)).Contains(code) ? (EnrichmentGround)EnumCode.Parse(typeof(EnrichmentGround), code) : throw ApiErrors.Property("ground", string.Join(", ", EnumCode.Codes(typeof(EnrichmentGround))));

    private static void Write(Utf8JsonWriter json, EnrichmentAnswer answer, string culture)
    {
        json.WriteStartObject();
        json.WriteStartArray("proposals");
        foreach (var proposal in answer.Proposals)
        {
            json.WriteStartObject();
            RecordJson.WriteRef(json, "record", proposal.Record);
            json.WriteString("field", proposal.Field);
            json.WritePropertyName("value");
            RecordValues.Write(json, proposal.Value);
            json.WritePropertyName("current");
            RecordValues.Write(json, proposal.Current);
            json.WriteString("source", proposal.Source.Key);
            json.WriteString("label", proposal.Source.Label.For(culture));
            json.WriteString("basis", proposal.Source.Basis.For(culture));
            json.WriteString("reason", proposal.Reason.For(culture));
            json.WriteNumber("confidence", proposal.ConfidencePercent);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("failed");
        foreach (var source in answer.Failed) json.WriteStringValue(source.Key);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
