using System.Text.Json;
using CrmKit.Idempotency;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What administrators' definitions were, and going back to it.</summary>
internal static class VersionEndpoints
{
    private static readonly (string Path, string Name, DefinitionKind Kind)[] Kinds =
    [
        ("types/{key}", "Type", DefinitionKind.Type), ("fields/{type}/{key}", "Field", DefinitionKind.Field), ("pipelines/{key}", "Pipeline", DefinitionKind.Pipeline), ("roles/{key}", "Role", DefinitionKind.Role),
        ("rules/{key}", "Rule", DefinitionKind.Rule), ("routing/{key}", "Routing", DefinitionKind.Routing), ("workflows/{key}", "Workflow", DefinitionKind.Workflow), ("templates/{key}", "Template", DefinitionKind.Template),
        ("layouts/{key}", "Layout", DefinitionKind.Layout), ("menus/{key}", "Menu", DefinitionKind.Menu),
    ];

    public static IEnumerable<ApiRoute> Routes() => Kinds.SelectMany(k => (ApiRoute[])
    [
        new("GET", $"/catalog/{k.Path}/history", $"historyDefined{k.Name}", "Its versions, the newest first: who defined it how, and when.", call => HistoryAsync(call, k.Kind)) { Answer = "DefinitionVersions" },
        new("POST", $"/catalog/{k.Path}/undo", $"undoDefined{k.Name}", "Makes an earlier version what is; refused where data forbids it.", call => UndoAsync(call, k.Kind)) { Body = "DefinitionUndo", Status = 204, Course = IdempotentCourse.Repeatable },
    ]);

    private static async Task HistoryAsync(ApiCall call, DefinitionKind kind)
    {
        var versions = await call.Session.Administration.VersionsAsync(kind, KeyOf(call, kind), call.Cancelled);
        var names = await ActorNames.LoadAsync(call, versions.Select(v => v.ActorId));
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var version in versions)
            {
                json.WriteStartObject();
                json.WriteNumber("version", version.Version);
                json.WritePropertyName("at");
                FieldJson.Write(json, version.At);
                json.WritePropertyName("actorId");
                FieldJson.Write(json, version.ActorId);
                json.WriteString("actorName", names.Of(version.ActorId));
                json.WriteBoolean("removed", version.IsRemoved);
                json.WritePropertyName("definition");
                JsonSerializer.Serialize(json, version.Definition, DefinitionContext.Default.GetTypeInfo(version.Definition.GetType())!);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task UndoAsync(ApiCall call, DefinitionKind kind)
    {
        using var body = await call.BodyAsync();
        var version = new StrictObject(body.RootElement, "body", "version").Integer("version") ?? throw ApiErrors.Property("version", "given, as a whole number");
        await call.Session.Administration.UndoAsync(kind, KeyOf(call, kind), version, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static string KeyOf(ApiCall call, DefinitionKind kind) =>
        kind == DefinitionKind.Field ? $"{DefinitionEndpoints.Part(call, "type")}/{DefinitionEndpoints.Part(call, "key")}" : DefinitionEndpoints.Part(call, "key");
}
