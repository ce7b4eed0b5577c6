using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Quality;
using CrmKit.Storage;
using CrmKit.Workflows;

namespace CrmKit.Catalog;

/// <summary>All kinds of what administrators define, in the order in which one may refer to another.</summary>
internal static class AdminKinds
{
    public static AdminKind<CustomTypeSettings> Type { get; } = new("type", () => AdminJson.Default.AdminDefinitionCustomTypeSettings, t => t.Key, (source, t) => source.RecordTypes.Add(AdminSource.Definition(t)));

    public static AdminKind<CustomFieldSettings> Field { get; } = new("field", () => AdminJson.Default.AdminDefinitionCustomFieldSettings, f => FieldKeyOf(f.RecordType, f.Key),
        (source, f) => source.Fields.Add((f.RecordType, AdminSource.Definition(f))));

    public static AdminKind<PipelineDefinition> Pipeline { get; } = new("pipeline", () => AdminJson.Default.AdminDefinitionPipelineDefinition, p => p.Key, (source, p) => source.Pipelines.Add(p));

    public static AdminKind<RoleDefinition> Role { get; } = new("role", () => AdminJson.Default.AdminDefinitionRoleDefinition, r => r.Key, (source, r) => source.Roles.Add(r));

    public static AdminKind<RecordRule> Rule { get; } = new("rule", () => AdminJson.Default.AdminDefinitionRecordRule, r => r.Key, (source, r) => source.RecordRules.Add(r));

    public static AdminKind<RoutingRule> Routing { get; } = new("routing", () => AdminJson.Default.AdminDefinitionRoutingRule, r => r.Key, (source, r) => source.RoutingRules.Add(r));

    public static AdminKind<WorkflowDefinition> Workflow { get; } = new("workflow", () => AdminJson.Default.AdminDefinitionWorkflowDefinition, w => w.Key, (source, w) => source.Workflows.Add(w));

    public static AdminKind<DocumentTemplate> Template { get; } = new("template", static () => AdminJson.Default.AdminDefinitionDocumentTemplate, t => t.Key, (source, t) => source.DocumentTemplates.Add(t));

    public static AdminKind<LayoutDefinition> Layout { get; } = new("layout", static () => AdminJson.Default.AdminDefinitionLayoutDefinition, l => l.Key, (source, l) => source.Layouts.Add(l));

    public static AdminKind<MenuDefinition> Menu { get; } = new("menu", static () => AdminJson.Default.AdminDefinitionMenuDefinition, m => m.Key, (source, m) => source.Menus.Add(m));

    public static IReadOnlyList<AdminKind> All { get; } = [Type, Field, Pipeline, Role, Rule, Routing, Workflow, Template, Layout, Menu];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(k => k.Name)];

    public static AdminKind Of(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Type => Type,
        DefinitionKind.Field => Field,
        DefinitionKind.Pipeline => Pipeline,
        DefinitionKind.Role => Role,
        DefinitionKind.Rule => Rule,
        DefinitionKind.Routing => Routing,
        DefinitionKind.Workflow => Workflow,
        DefinitionKind.Template => Template,
        DefinitionKind.Layout => Layout,
        DefinitionKind.Menu => Menu,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static string FieldKeyOf(string recordType, string key) => $"{recordType}/{key}";
}

/// <summary>One kind of definition: how it is stored, and how it comes into the catalog.</summary>
/// <param name="name">The kind of its rows.</param>
internal abstract class AdminKind(string name)
{
    public string Name { get; } = name;

    /// <summary>Reads a definition of a class that only the kind knows.</summary>
    public abstract (object Settings, bool IsRemoved) Parse(string definition);

    /// <summary>Puts what a row defines into the source, unless it is removed.</summary>
    public abstract void AddTo(ExtensionSource source, CatalogEntry entry);
}

/// <param name="name">The kind of its rows.</param>
/// <param name="json">Asked when there is something to read or write: a start without definitions does not pay for it.</param>
/// <param name="keyOf">The key of a definition's row.</param>
/// <param name="add">Puts a definition into the source.</param>
internal sealed class AdminKind<T>(string name, Func<JsonTypeInfo<AdminDefinition<T>>> json, Func<T, string> keyOf, Action<ExtensionSource, T> add) : AdminKind(name) where T : class
{
    /// <summary>The key of its row.</summary>
    public string KeyOf(T settings) => keyOf(settings);

    public AdminDefinition<T> Read(CatalogEntry entry) => Read(entry.Definition);

    public override (object Settings, bool IsRemoved) Parse(string definition)
    {
        var read = Read(definition);
        return (read.Settings, read.IsRemoved);
    }

    private AdminDefinition<T> Read(string definition) => JsonSerializer.Deserialize(definition, json()) ?? throw new InvalidDataException($"The definition of a {Name} is empty.");

    public string Write(AdminDefinition<T> definition) => JsonSerializer.Serialize(definition, json());

    public override void AddTo(ExtensionSource source, CatalogEntry entry)
    {
        var definition = Read(entry);
        if (!definition.IsRemoved) add(source, definition.Settings);
    }
}

/// <summary>What an administrator defined, as it is stored; removed ones are kept, because what belonged to them (a field's values, a stage's history) is.</summary>
internal sealed record AdminDefinition<T>(T Settings, bool IsRemoved = false) where T : class;

[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AdminDefinition<CustomTypeSettings>))]
[JsonSerializable(typeof(AdminDefinition<CustomFieldSettings>))]
[JsonSerializable(typeof(AdminDefinition<PipelineDefinition>))]
[JsonSerializable(typeof(AdminDefinition<RoleDefinition>))]
[JsonSerializable(typeof(AdminDefinition<RecordRule>))]
[JsonSerializable(typeof(AdminDefinition<RoutingRule>))]
[JsonSerializable(typeof(AdminDefinition<WorkflowDefinition>))]
[JsonSerializable(typeof(AdminDefinition<DocumentTemplate>))]
[JsonSerializable(typeof(AdminDefinition<LayoutDefinition>))]
[JsonSerializable(typeof(AdminDefinition<MenuDefinition>))]
internal sealed partial class AdminJson : JsonSerializerContext;
