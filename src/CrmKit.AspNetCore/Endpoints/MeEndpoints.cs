using CrmKit.Access;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Who the caller is, and what he may do and why.</summary>
internal static class MeEndpoints
{
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.IsPow2((int)o))];

    public static IReadOnlyList<ApiParameter> ExplainParameters { get; } =
    [
        new("operation", "read, create, update, delete, assign, convert, export, merge or administer.", IsRequired: true),
        new("type", "The record type's key.", IsRequired: true),
        new("id", "The record; any when left out.", ApiParameterKind.Id),
        new("field", "The field; the record when left out."),
        new("user", "The user; the caller when left out.", ApiParameterKind.Id),
    ];

    public static async Task MeAsync(ApiCall call)
    {
        var session = call.Session;
        var user = session.Actor.UserId is { } id && session.Catalog.TryType("user", out var userType)
            ? await session.Records.FindAsync(userType.Ref(id), call.Cancelled) : null;
        var hidden = user is null ? null : await call.HiddenAsync(session.Catalog.TypeOf(user));
        var scopes = new List<(string Type, List<(Operations Operation, AccessScope Scope)> Scopes)>();
        foreach (var type in session.Catalog.Types)
        {
            var allowed = new List<(Operations, AccessScope)>();
            foreach (var operation in Single)
            {
                if (await session.Access.ScopeAsync(type, operation, call.Cancelled) is var scope and not AccessScope.None) allowed.Add((operation, scope));
            }
            if (allowed.Count > 0) scopes.Add((type.Key, allowed));
        }
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("userId");
            FieldJson.Write(json, session.Actor.UserId);
            json.WriteString("tenantId", session.TenantId);
            json.WritePropertyName("user");
            if (user is null) json.WriteNullValue();
            else RecordJson.Write(json, session.Catalog.TypeOf(user), user, hidden!);
            json.WriteStartObject("permissions");
            foreach (var (type, allowed) in scopes)
            {
                json.WriteStartObject(type);
                foreach (var (operation, scope) in allowed) json.WriteString(EnumCode.Of(operation), scope.Text());
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public static async Task ChangeAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var change = new StrictObject(body.RootElement, "body", "timeZone");
        if (change.Has("timeZone")) await call.Session.Profile.SetTimeZoneAsync(change.Text("timeZone"), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task ExplainAsync(ApiCall call)
    {
        var operation = Single.FirstOrDefault(o => EnumCode.Of(o) == call.Text("operation"));
        if (operation == Operations.None) throw ApiErrors.Parameter("operation", $"one of {string.Join(", ", Single.Select(o => EnumCode.Of(o)))}");
        var type = call.Text("type") ?? throw ApiErrors.Parameter("type", "given: the key of a record type");
        var answer = await call.Session.Access.ExplainAsync(call.Id("user"), operation, type, call.Id("id"), call.Text("field"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("isAllowed", answer.IsAllowed);
            json.WriteString("scope", answer.Scope.Text());
            json.WriteString("way", EnumCode.Of(answer.Way));
            json.WriteString("reason", answer.Text.For(call.Culture));
            json.WriteStartArray("roles");
            foreach (var role in answer.Roles) json.WriteStringValue(role);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
