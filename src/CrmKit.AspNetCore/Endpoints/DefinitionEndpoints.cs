using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Documents;
using CrmKit.Idempotency;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Quality;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What administrators define: each kind is listed, put under its key, and deleted.</summary>
internal static class DefinitionEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfType = [new("type", "Only those of this record type.")];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        .. Routes<CustomTypeSettings>("types", "Type", DefinitionContext.Default.CustomTypeSettings, a => (_, token) => a.TypesAsync(token), a => a.SaveTypeAsync, a => a.RemoveTypeAsync),
        .. Routes<PipelineDefinition>("pipelines", "Pipeline", DefinitionContext.Default.PipelineDefinition, a => a.PipelinesAsync, a => a.SavePipelineAsync, a => a.RemovePipelineAsync, OfType),
        .. Routes<RoleDefinition>("roles", "Role", DefinitionContext.Default.RoleDefinition, a => (_, token) => a.RolesAsync(token), a => a.SaveRoleAsync, a => a.RemoveRoleAsync),
        .. Routes<RecordRule>("rules", "Rule", DefinitionContext.Default.RecordRule, a => a.RulesAsync, a => a.SaveRuleAsync, a => a.RemoveRuleAsync, OfType),
        .. Routes<RoutingRule>("routing", "Routing", DefinitionContext.Default.RoutingRule, a => a.RoutingAsync, a => a.SaveRoutingAsync, a => a.RemoveRoutingAsync, OfType),
        .. Routes<DocumentTemplate>("templates", "Template", DefinitionContext.Default.DocumentTemplate, a => a.TemplatesAsync, a => a.SaveTemplateAsync, a => a.RemoveTemplateAsync, OfType),
        .. Routes<LayoutDefinition>("layouts", "Layout", DefinitionContext.Default.LayoutDefinition, a => a.LayoutsAsync, a => a.SaveLayoutAsync, a => a.RemoveLayoutAsync, OfType),
        .. Routes<MenuDefinition>("menus", "Menu", DefinitionContext.Default.MenuDefinition, a => (_, token) => a.MenusAsync(token), a => a.SaveMenuAsync, a => a.RemoveMenuAsync),
        new("GET", "/catalog/pipelines/{key}/hints", "lintPipeline", "What looks wrong about a pipeline: stages that nobody uses, that mean the same, that nothing leads to, and too many of them.", LintAsync) { Answer = "StageHints" },
        new("GET", "/catalog/fields", "listDefinedFields", "The fields that administrators defined.",
            call => ListAsync(call, DefinitionContext.Default.CustomFieldSettings, call.Session.Administration.FieldsAsync)) { Answer = "FieldDefinitionList", Query = OfType },
        new("PUT", "/catalog/fields/{type}/{key}", "putDefinedField", "Defines a field, or changes it.", PutFieldAsync) { Body = "FieldDefinition", Status = 204, Course = IdempotentCourse.Repeatable },
        new("DELETE", "/catalog/fields/{type}/{key}", "deleteDefinedField", "Takes a field out of the catalog; its values stay stored.", DeleteFieldAsync) { Status = 204, Course = IdempotentCourse.Repeatable },
    ];

    private static IEnumerable<ApiRoute> Routes<T>(
        string path, string name, JsonTypeInfo<T> json, Func<ICatalogAdministration, Func<string?, CancellationToken, Task<IReadOnlyList<T>>>> list,
        Func<ICatalogAdministration, Func<T, CancellationToken, Task>> save, Func<ICatalogAdministration, Func<string, CancellationToken, Task>> remove, IReadOnlyList<ApiParameter>? query = null) =>
    [
        new("GET", $"/catalog/{path}", $"listDefined{name}s", $"The {path} that administrators defined.", call => ListAsync(call, json, list(call.Session.Administration))) { Answer = $"{name}DefinitionList", Query = query ?? [] },
        new("PUT", $"/catalog/{path}/{{key}}", $"putDefined{name}", $"Defines one of the {path}, or changes it.", async call =>
        {
            using var body = await call.BodyAsync();
            await save(call.Session.Administration)(DefinitionJson.Read(body.RootElement, json, ("key", Part(call, "key"))), call.Cancelled);
            call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        }) { Body = $"{name}Definition", Status = 204, Course = IdempotentCourse.Repeatable },
        new("DELETE", $"/catalog/{path}/{{key}}", $"deleteDefined{name}", $"Takes one of the {path} out of the catalog; refused while it is in use.", async call =>
        {
            await remove(call.Session.Administration)(Part(call, "key"), call.Cancelled);
            call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        }) { Status = 204, Course = IdempotentCourse.Repeatable },
    ];

    private static async Task LintAsync(ApiCall call)
    {
        var hints = await call.Session.Pipelines.LintAsync(Part(call, "key"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var hint in hints)
            {
                json.WriteStartObject();
                json.WriteString("kind", EnumCode.Of(hint.Kind));
                json.WriteStartArray("stages");
                foreach (var stage in hint.Stages) json.WriteStringValue(stage);
                json.WriteEndArray();
                json.WriteString("message", hint.Message.For(call.Culture));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task ListAsync<T>(ApiCall call, JsonTypeInfo<T> type, Func<string?, CancellationToken, Task<IReadOnlyList<T>>> list)
    {
        var found = await list(call.Text("type"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var definition in found) JsonSerializer.Serialize(json, definition, type);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task PutFieldAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var field = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.CustomFieldSettings, ("recordType", Part(call, "type")), ("key", Part(call, "key")));
        await call.Session.Administration.SaveFieldAsync(field, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DeleteFieldAsync(ApiCall call)
    {
        await call.Session.Administration.RemoveFieldAsync(Part(call, "type"), Part(call, "key"), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>The id in the route.</summary>
    public static Guid Id(ApiCall call) => Guid.TryParseExact(Part(call, "id"), "D", out var id) ? id : throw ApiErrors.Parameter("id", "an id");

    public static string Part(ApiCall call, string name) => (string?)call.Http.Request.RouteValues[name] ?? "";
}
