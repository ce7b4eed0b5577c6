using System.Globalization;
using System.Text.Json;
using CrmKit.Behaviour;

namespace CrmKit.AspNetCore;

/// <summary>What people did, and who they are.</summary>
internal static class BehaviourEndpoints
{
    private static readonly ApiParameter Since = new("since", "Only what happened from this instant on, ISO 8601 with offset.");
    private static readonly ApiParameter Limit = new("limit", "1 to 1,000; 100 when left out.", ApiParameterKind.Integer);

    public static IEnumerable<ApiRoute> Routes()
    {
        yield return new("POST", "/events", "recordEvents", "Stores what people did, each event once per source and key.", RecordAsync) { Body = "Events", Answer = "EventsResult", IsBatch = true };
        yield return new("GET", "/behaviour/ambiguous", "listAmbiguousVisitors", "Identities that lead to more than one contact, so that their events are attached to none.", AmbiguousAsync) { Query = [Limit], Answer = "AmbiguousVisitors" };
        yield return new("GET", "/behaviour/companies", "listVisitingCompanies", "Companies whose people were here, by their domain, the busiest first.", CompaniesAsync) { Query = [Since with { IsRequired = true }, Limit], Answer = "VisitingCompanies" };
    }

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (type.Key is not ("contact" or "account")) yield break;
        var (one, name) = ($"/{type.PluralKey}/{{id}}", SchemaNames.Of(type));
        yield return new("GET", one + "/behaviour", $"behaviour{name}", "What was done, how often, on which pages, when first and last.", SummaryAsync) { Type = type.Key, Query = [Since], Answer = "BehaviourSummary" };
        if (type.Key != "contact") yield break;
        yield return new("GET", one + "/identities", $"identities{name}", "The identities under which the person was seen.", IdentitiesAsync) { Type = type.Key, Answer = "IdentityList" };
        yield return new("DELETE", one + "/behaviour", $"eraseBehaviour{name}", "Removes all events and identities of the person for good.", EraseAsync) { Type = type.Key, Answer = "BehaviourErased" };
    }

    private static async Task RecordAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (new StrictObject(body.RootElement, "body", "events").Find("events") is not { ValueKind: JsonValueKind.Array } list) throw ApiErrors.Property("events", "a list of events");
        call.Charge(list.GetArrayLength());
        var results = await call.Session.Behaviour.RecordAsync([.. list.EnumerateArray().Select(Read)], call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("id", result.Event);
                json.WriteString("outcome", EnumCode.Of(result.Outcome));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static BehaviourSignal Read(JsonElement json)
    {
        var signal = new StrictObject(json, "events", "source", "key", "kind", "at", "page", "title", "referrer", "companyDomain", "properties", "identities");
        return new BehaviourSignal
        {
            Source = signal.RequiredText("source"),
            Key = signal.RequiredText("key"),
            Kind = signal.RequiredText("kind"),
            At = signal.Text("at") is { } at ? Instant(at) ?? throw ApiErrors.Property("at", "an instant as 2026-01-31T08:00:00Z") : null,
            Page = signal.Text("page"),
            Title = signal.Text("title"),
            Referrer = signal.Text("referrer"),
            CompanyDomain = signal.Text("companyDomain"),
            Properties = signal.Find("properties") is { } properties ? Properties(properties) : new Dictionary<string, string>(),
            Identities = signal.Find("identities") is not { } identities ? []
                : identities.ValueKind == JsonValueKind.Array ? [.. identities.EnumerateArray().Select(Identity)] : throw ApiErrors.Property("identities", "a list of objects with kind and value"),
        };
    }

    private static Identity Identity(JsonElement json)
    {
        var identity = new StrictObject(json, "identities", "kind", "value");
        return new Identity(MergeEndpoints.Code<IdentityKind>(identity.RequiredText("kind")) ?? throw ApiErrors.Property("kind", "cookie, email, phone, messenger or contact"), identity.RequiredText("value"));
    }

    private static Dictionary<string, string> Properties(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ApiErrors.Property("properties", "an object of texts");
        return json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ValueKind == JsonValueKind.String && JsonText.TryRead(p.Value, out var text) ? text : throw ApiErrors.Property("properties", "an object of texts"));
    }

    private static async Task SummaryAsync(ApiCall call)
    {
        var summary = await call.Session.Behaviour.SummaryAsync(call.Ref, SinceOf(call), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", summary.Count);
            WriteInstant(json, "firstAt", summary.FirstAt);
            WriteInstant(json, "lastAt", summary.LastAt);
            json.WriteStartObject("kinds");
            foreach (var (kind, count) in summary.Kinds) json.WriteNumber(kind, count);
            json.WriteEndObject();
            json.WriteStartArray("pages");
            foreach (var page in summary.Pages)
            {
                json.WriteStartObject();
                json.WriteString("page", page.Page);
                json.WriteNumber("count", page.Count);
                WriteInstant(json, "firstAt", page.FirstAt);
                WriteInstant(json, "lastAt", page.LastAt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task IdentitiesAsync(ApiCall call)
    {
        var identities = await call.Session.Behaviour.IdentitiesAsync(call.Ref.Id, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            Write(json, "items", identities);
            json.WriteEndObject();
        });
    }

    private static async Task EraseAsync(ApiCall call)
    {
        var removed = await call.Session.Behaviour.EraseAsync(call.Ref.Id, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("removed", removed);
            json.WriteEndObject();
        });
    }

    private static async Task AmbiguousAsync(ApiCall call)
    {
        var visitors = await call.Session.Behaviour.AmbiguousAsync(call.Integer("limit") ?? 100, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var visitor in visitors)
            {
                json.WriteStartObject();
                json.WriteString("visitorId", visitor.VisitorId);
                Write(json, "identities", visitor.Identities);
                json.WriteStartArray("contacts");
                foreach (var contact in visitor.Contacts) json.WriteStringValue(contact);
                json.WriteEndArray();
                WriteInstant(json, "lastAt", visitor.LastAt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CompaniesAsync(ApiCall call)
    {
        var companies = await call.Session.Behaviour.CompaniesAsync(SinceOf(call) ?? throw ApiErrors.Parameter("since", "an instant as 2026-01-31T08:00:00Z"), call.Integer("limit") ?? 100, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var company in companies)
            {
                json.WriteStartObject();
                json.WriteString("domain", company.Domain);
                json.WritePropertyName("accountId");
                FieldJson.Write(json, company.AccountId);
                json.WriteNumber("count", company.Count);
                json.WriteNumber("visitors", company.Visitors);
                WriteInstant(json, "lastAt", company.LastAt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, string property, IReadOnlyList<Identity> identities)
    {
        json.WriteStartArray(property);
        foreach (var identity in identities)
        {
            json.WriteStartObject();
            json.WriteString("kind", EnumCode.Of(identity.Kind));
            json.WriteString("value", identity.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteInstant(Utf8JsonWriter json, string property, DateTimeOffset? at)
    {
        json.WritePropertyName(property);
        FieldJson.Write(json, at);
    }

    private static DateTimeOffset? SinceOf(ApiCall call) => call.Text("since") is not { } text ? null : Instant(text) ?? throw ApiErrors.Parameter("since", "an instant as 2026-01-31T08:00:00Z");

    // With its offset: an instant without one means another moment to everybody.
    private static DateTimeOffset? Instant(string text) =>
        (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at.ToUniversalTime() : null;
}
