using CrmKit.Access;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>The security log, for administrators.</summary>
internal static class SecurityLogEndpoint
{
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("kind", "Only of this kind, such as sign-in-failed."),
        new("user", "Only what concerns this user, or what he did.", ApiParameterKind.Id),
        new("before", "Only entries before this one: the last id of a page, for the next.", ApiParameterKind.Id),
        new("record", "Only who read this record about a person, or had everything about it given out: its id, with its type.", ApiParameterKind.Id),
        new("type", "The type of the record: contact, or any other that is about people; contact when left out."),
        new("size", "1 to 1,000; 100.", ApiParameterKind.Integer),
    ];

    public static async Task ListAsync(ApiCall call)
    {
        var log = call.Http.RequestServices.GetRequiredService<ISecurityLog>();
        var entries = await log.ListAsync(call.Session, new SecurityLogQuery(call.Text("kind"), call.Id("user"), call.Id("before"), call.Integer("size") ?? 100, call.Id("record") is { } record ? new RecordRef(call.Text("type") ?? "contact", record) : null), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (id, at, happened) in entries)
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteString("at", at);
                json.WriteString("kind", happened.Kind);
                json.WritePropertyName("userId");
                FieldJson.Write(json, happened.UserId);
                json.WritePropertyName("actorId");
                FieldJson.Write(json, happened.ActorId);
                json.WriteString("address", happened.Address);
                json.WriteString("detail", happened.Detail);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
