namespace CrmKit.Catalog;

/// <summary>One version of what administrators defined.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its key; of a field <c>{record type}/{key}</c>.</param>
/// <param name="Version">From 1, one more with each change.</param>
/// <param name="At">When it was defined so, in UTC.</param>
/// <param name="ActorId">The user who did; <see langword="null"/> for the system.</param>
/// <param name="Definition">The definition: <see cref="CustomTypeSettings"/>, <see cref="CustomFieldSettings"/>, <see cref="Pipelines.PipelineDefinition"/>, <see cref="Access.RoleDefinition"/>, and so on by kind.</param>
/// <param name="IsRemoved">Whether it was removed with this version.</param>
public sealed record DefinitionVersion(DefinitionKind Kind, string Key, int Version, DateTimeOffset At, Guid? ActorId, object Definition, bool IsRemoved);

/// <summary>What administrators define.</summary>
public enum DefinitionKind
{
    /// <summary>Record types.</summary>
    Type,
    /// <summary>Fields, with their options.</summary>
    Field,
    /// <summary>Pipelines, with their stages.</summary>
    Pipeline,
    /// <summary>Roles.</summary>
    Role,
    /// <summary>Rules across fields.</summary>
    Rule,
    /// <summary>Workflows.</summary>
    Workflow,
    /// <summary>Templates of documents.</summary>
    Template,
    /// <summary>Layouts of record pages and forms.</summary>
    Layout,
    /// <summary>Menus.</summary>
    Menu,
    /// <summary>Rules by which new records find their owner.</summary>
    Routing,
}
