using System.Text.Json;
using CrmKit.Access;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What roles permit, and with whom records are shared.</summary>
internal static class AccessEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/rights", "getRights", "What the caller's roles permit, type by type; of another user or of some roles for those who administer users.", RightsAsync)
        {
            Answer = "Rights", Query = [new("user", "The user; the caller when left out.", ApiParameterKind.Id), new("roles", "Keys of roles, parted by commas, instead of a user.")],
        },
        new("GET", "/shared", "listShared", "What was shared with the caller or his team and he may read, latest first.", SharedAsync)
        {
            Answer = "ReceivedShareList", Query = [new("size", "1 to 200; 50 when left out.", ApiParameterKind.Integer)],
        },
        new("GET", "/see-as", "seeAs", "Records as another user would see them, for those who administer users; what the caller may not read himself stays hidden. It stands in the security log.", SeeAsAsync)
        {
            Answer = "SeenAs", Cost = 5,
            Query =
            [
                new("user", "The user.", ApiParameterKind.Id, IsRequired: true), new("type", "The record type's key.", IsRequired: true), new("filter", "A filter; all records when left out."),
                new("orderBy", "Fields, - before one for descending."), new("size", "1 to 200; 50 when left out.", ApiParameterKind.Integer), new("cursor", "Where the page begins."),
            ],
        },
    ];

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        var (path, name) = ($"/{type.PluralKey}/{{id}}/shares", SchemaNames.Of(type));
        yield return new("GET", path, $"shares{name}", "With whom it is shared now.", ListAsync) { Type = type.Key, Answer = "ShareList" };
        yield return new("POST", path, $"share{name}", "Opens it to a user or a team, to read or to write, for good or until a time; the same recipient again replaces his share.", ShareAsync) { Type = type.Key, Body = "Share", Status = 204 };
        yield return new("DELETE", path + "/{recipient}", $"unshare{name}", "Takes the share of a user or a team back.", RevokeAsync) { Type = type.Key, Status = 204 };
    }

    private static async Task RightsAsync(ApiCall call)
    {
        var (user, roles) = (call.Id("user"), call.Text("roles"));
        if (user is not null && roles is not null) throw ApiErrors.Parameter("roles", "left out when a user is named");
        var rights = roles is null ? await call.Session.Access.RightsOfUserAsync(user, call.Cancelled)
            : await call.Session.Access.RightsOfRolesAsync(roles.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            WriteTexts(json, "roles", rights.Roles);
            json.WriteStartArray("types");
            foreach (var type in rights.Types)
            {
                json.WriteStartObject();
                json.WriteString("type", type.RecordType);
                json.WriteStartObject("scopes");
                foreach (var (operation, scope) in type.Scopes) json.WriteString(EnumCode.Of(operation), scope.Text());
                json.WriteEndObject();
                WriteTexts(json, "hiddenFields", type.HiddenFields);
                WriteTexts(json, "readOnlyFields", type.ReadOnlyFields);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task SeeAsAsync(ApiCall call)
    {
        var user = call.Id("user") ?? throw ApiErrors.Parameter("user", "given: the id of a user");
        var type = call.Text("type") ?? throw ApiErrors.Parameter("type", "given: the key of a record type");
        var seen = await call.Session.Access.SeeAsAsync(user, new RecordQuery(type) { Filter = call.Text("filter"), OrderBy = call.Text("orderBy"), Size = Math.Min(call.Integer("size") ?? 50, 200), Cursor = call.Text("cursor") }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            for (var i = 0; i < seen.Page.Items.Count; i++)
            {
                json.WriteStartObject();
                json.WritePropertyName("record");
                RecordJson.Write(json, seen.Page.Type, seen.Page.Items[i], seen.Page.HiddenFields);
                json.WriteBoolean("mayChange", seen.MayChange[i]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next", seen.Page.Next);
            json.WriteNumber("withheld", seen.Withheld);
            WriteTexts(json, "hiddenFields", [.. seen.Page.HiddenFields.Order(StringComparer.Ordinal)]);
            json.WriteEndObject();
        });
    }

    private static async Task ListAsync(ApiCall call)
    {
        var shares = await call.Session.Access.SharesAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var share in shares)
            {
                json.WriteStartObject();
                Write(json, share);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task SharedAsync(ApiCall call)
    {
        var size = call.Integer("size") ?? 50;
        if (size is < 1 or > 200) throw ApiErrors.Parameter("size", "1 to 200");
        var received = await call.Session.Access.SharedWithMeAsync(size, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (record, share) in received)
            {
                json.WriteStartObject();
                json.WriteString("type", record.Type);
                json.WriteString("id", record.Id);
                Write(json, share);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, RecordShare share)
    {
        if (share.UserId is { } user) json.WriteString("userId", user);
        if (share.TeamId is { } team) json.WriteString("teamId", team);
        json.WriteBoolean("canWrite", share.CanWrite);
        if (share.Until is { } until) json.WriteString("until", FieldJson.Instant(until));
        if (share.SharedById is { } by) json.WriteString("sharedById", by);
        json.WriteString("sharedAt", FieldJson.Instant(share.SharedAt));
    }

    private static async Task ShareAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "userId", "teamId", "canWrite", "until");
        var share = new RecordShare
        {
            UserId = wish.Id("userId"),
            TeamId = wish.Id("teamId"),
            CanWrite = wish.Flag("canWrite") ?? false,
            Until = wish.Text("until") is not { } text ? null : FieldJson.OfInstant(text) ?? throw ApiErrors.Property("until", "an instant in ISO 8601 with offset"),
        };
        await call.Session.Access.ShareAsync([call.Ref], [share], call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task RevokeAsync(ApiCall call)
    {
        var recipient = Guid.TryParseExact(DefinitionEndpoints.Part(call, "recipient"), "D", out var id) ? id : throw ApiErrors.Parameter("recipient", "the id of a user or a team");
        await call.Session.Access.RevokeShareAsync(call.Ref, recipient, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
