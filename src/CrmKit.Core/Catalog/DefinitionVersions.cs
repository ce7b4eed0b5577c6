using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Quality;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Workflows;

namespace CrmKit.Catalog;

/// <summary>The versions of administrators' definitions: what they were, and making one of them what is.</summary>
internal sealed class DefinitionVersions(CrmSession session) : ISessionService
{
    /// <summary>All versions of a definition, the newest first; whoever asks may see them.</summary>
    public async Task<IReadOnlyList<DefinitionVersion>> OfAsync(DefinitionKind kind, string key, CancellationToken cancellationToken)
    {
        var stored = AdminKinds.Of(kind);
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = await reader.ListAsync(reader.Query<CatalogVersion>().Where(v => v.Kind == stored.Name && v.Key == key).OrderByDescending(v => v.Version), cancellationToken);
        if (rows.Count == 0) throw new CrmNotFoundException(CatalogErrors.DefinitionUnknown(stored.Name, key));
        return [.. rows.Select(row => stored.Parse(row.Definition) is var (settings, isRemoved) ? new DefinitionVersion(kind, key, row.Version, row.At, row.ActorId, settings, isRemoved) : null!)];
    }

    /// <summary>The record type that a definition belongs to; <see langword="null"/> for what concerns all of them.</summary>
    public static string? RecordTypeOf(object definition) => definition switch
    {
        CustomFieldSettings field => field.RecordType,
        PipelineDefinition pipeline => pipeline.RecordType,
        RecordRule rule => rule.RecordType,
        RoutingRule rule => rule.RecordType,
        WorkflowDefinition workflow => workflow.RecordType,
        DocumentTemplate template => template.RecordType,
        LayoutDefinition layout => layout.RecordType,
        _ => null,
    };

    /// <summary>Makes a version what is, through the same door as any change: what it may not do, it refuses.</summary>
    public Task RestoreAsync(DefinitionVersion version, CancellationToken cancellationToken)
    {
        var (administration, workflows) = (session.Administration, session.Workflows);
        return (version.Definition, version.IsRemoved) switch
        {
            (CustomTypeSettings type, false) => administration.SaveTypeAsync(type, cancellationToken),
            (CustomTypeSettings type, true) => administration.RemoveTypeAsync(type.Key, cancellationToken),
            (CustomFieldSettings field, false) => administration.SaveFieldAsync(field, cancellationToken),
            (CustomFieldSettings field, true) => administration.RemoveFieldAsync(field.RecordType, field.Key, cancellationToken),
            (PipelineDefinition pipeline, false) => administration.SavePipelineAsync(pipeline, cancellationToken),
            (PipelineDefinition pipeline, true) => administration.RemovePipelineAsync(pipeline.Key, cancellationToken),
            (RoleDefinition role, false) => administration.SaveRoleAsync(role, cancellationToken),
            (RoleDefinition role, true) => administration.RemoveRoleAsync(role.Key, cancellationToken),
            (RecordRule rule, false) => administration.SaveRuleAsync(rule, cancellationToken),
            (RecordRule rule, true) => administration.RemoveRuleAsync(rule.Key, cancellationToken),
            (RoutingRule rule, false) => administration.SaveRoutingAsync(rule, cancellationToken),
            (RoutingRule rule, true) => administration.RemoveRoutingAsync(rule.Key, cancellationToken),
            (WorkflowDefinition workflow, false) => workflows.SaveAsync(workflow, cancellationToken),
            (WorkflowDefinition workflow, true) => workflows.RemoveAsync(workflow.Key, cancellationToken),
            (DocumentTemplate template, false) => administration.SaveTemplateAsync(template, cancellationToken),
            (DocumentTemplate template, true) => administration.RemoveTemplateAsync(template.Key, cancellationToken),
            (LayoutDefinition layout, false) => administration.SaveLayoutAsync(layout, cancellationToken),
            (LayoutDefinition layout, true) => administration.RemoveLayoutAsync(layout.Key, cancellationToken),
            (MenuDefinition menu, false) => administration.SaveMenuAsync(menu, cancellationToken),
            (MenuDefinition menu, true) => administration.RemoveMenuAsync(menu.Key, cancellationToken),
            _ => throw new NotSupportedException($"{version.Definition.GetType().Name} has no door."),
        };
    }
}
