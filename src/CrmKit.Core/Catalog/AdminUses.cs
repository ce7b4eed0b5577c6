using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Storage;
using CrmKit.Quality;
using CrmKit.Workflows;

namespace CrmKit.Catalog;

/// <summary>Who needs a definition: what is in use does not go, and the refusal says how many use it.</summary>
internal static class AdminUses
{
    /// <summary>Refuses to take a pipeline, or stages of it, from records that are in them.</summary>
    /// <param name="reader">The transaction of the change.</param>
    /// <param name="types">The record types that exist now.</param>
    /// <param name="before">The pipeline as it is.</param>
    /// <param name="after">The pipeline as it will be; <see langword="null"/> when it goes.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public static async ValueTask CheckAsync(IStoreReader reader, CatalogSnapshot types, PipelineDefinition before, PipelineDefinition? after, CancellationToken cancellationToken)
    {
        if (!types.TryType(before.RecordType, out var type)) return; // it sleeps with its plugin
        var errors = new List<CrmError>();
        foreach (var stage in before.Stages)
        {
            // A record keeps the category of its stage, so another category is another stage.
            if (after is not null && after.RecordType == before.RecordType && after.FindStage(stage.Key)?.Category == stage.Category) continue;
            var count = await type.VisitAsync(new Count(reader, type, before.Key, stage.Key, cancellationToken));
            if (count > 0) errors.Add(CatalogErrors.StageInUse(before, stage, count));
        }
        errors.AddRange(await InWorkflowsAsync(reader, types, before, after, cancellationToken));
        if (errors.Count > 0) throw new CrmRuleException(errors);
    }

    /// <summary>Refuses to take away a field that stages require or workflows use.</summary>
    public static async ValueTask CheckAsync(IStoreReader reader, CatalogSnapshot catalog, CustomFieldSettings field, CancellationToken cancellationToken)
    {
        var needing = catalog.PipelinesOf(field.RecordType).Where(p => p.Stages.Any(s => s.RequiredFields.Contains(field.Key))).Select(p => p.Key).ToList();
        if (needing.Count > 0) throw new CrmRuleException(CatalogErrors.FieldInUse(field, needing));
        var rules = (await AdminEntries.ReadAsync(reader, [AdminKinds.Rule.Name], cancellationToken)).Select(AdminKinds.Rule.Read)
            .Where(d => !d.IsRemoved && d.Settings.RecordType == field.RecordType && RuleCondition.Fields(d.Settings, catalog).Contains(field.Key)).Select(d => d.Settings.Key).ToList();
        rules.AddRange((await AdminEntries.ReadAsync(reader, [AdminKinds.Routing.Name], cancellationToken)).Select(AdminKinds.Routing.Read)
            .Where(d => !d.IsRemoved && Routing.Reads(d.Settings, catalog, field.RecordType, field.Key)).Select(d => d.Settings.Key));
        if (rules.Count > 0) throw new CrmRuleException(CatalogErrors.FieldInRules(field, rules));
        var shown = catalog.TryType(field.RecordType, out var type) ? type.Fields.Where(f => FieldConditions.Reads(f, type, catalog).Contains(field.Key)).Select(f => f.Key).ToList() : [];
        if (shown.Count > 0) throw new CrmRuleException(CatalogErrors.FieldInConditions(field, shown));
        var workflows = await WorkflowsAsync(reader, w => WorkflowUses.OfField(w, catalog, field.RecordType, field.Key), cancellationToken);
        if (workflows.Count > 0) throw new CrmRuleException(CatalogErrors.FieldInWorkflows(field, workflows));
    }

    /// <summary>Refuses to take options from records that have them, also from those that are deleted and may come back.</summary>
    public static async ValueTask CheckOptionsAsync(IStoreReader reader, CatalogSnapshot catalog, CustomFieldSettings before, CustomFieldSettings after, CancellationToken cancellationToken)
    {
        var errors = new List<CrmError>();
        foreach (var option in before.Options.Where(o => after.Options.All(a => a.Code != o.Code)))
        {
            var count = await catalog.Type(before.RecordType).VisitAsync(new CountOption(reader, catalog.Type(before.RecordType), before.Key, option.Code, cancellationToken));
            if (count > 0) errors.Add(CatalogErrors.OptionInUse(before, option, count));
        }
        if (errors.Count > 0) throw new CrmRuleException(errors);
    }

    // A stage of another pipeline may have the same key: then workflows still find it.
    private static async ValueTask<List<CrmError>> InWorkflowsAsync(IStoreReader reader, CatalogSnapshot catalog, PipelineDefinition before, PipelineDefinition? after, CancellationToken cancellationToken)
    {
        var kept = catalog.PipelinesOf(before.RecordType).Where(p => p.Key != before.Key).SelectMany(p => p.Stages).Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        if (after?.RecordType == before.RecordType) kept.UnionWith(after.Stages.Select(s => s.Key));
        var errors = new List<CrmError>();
        foreach (var stage in before.Stages.Where(s => !kept.Contains(s.Key)))
            if (await WorkflowsAsync(reader, w => WorkflowUses.OfStage(w, catalog, before.RecordType, stage.Key), cancellationToken) is { Count: > 0 } workflows) errors.Add(CatalogErrors.StageInWorkflows(before, stage, workflows));
        return errors;
    }

    // As they are stored, also those that are switched off.
    private static async ValueTask<List<string>> WorkflowsAsync(IStoreReader reader, Func<WorkflowDefinition, bool> isUsing, CancellationToken cancellationToken) =>
        [.. (await AdminEntries.ReadAsync(reader, [AdminKinds.Workflow.Name], cancellationToken)).Select(AdminKinds.Workflow.Read).Where(d => !d.IsRemoved && isUsing(d.Settings)).Select(d => d.Settings.Key)];

    /// <summary>Refuses to take a role from users who have it.</summary>
    public static async ValueTask CheckAsync(IStoreReader reader, RoleDefinition role, CancellationToken cancellationToken)
    {
        var users = await reader.ListAsync(reader.Query<User>().Where(u => u.DeletedAt == null && u.Roles != null), cancellationToken);
        var holders = users.Count(u => UserRoles.Of(u).Contains(role.Key));
        if (holders > 0) throw new CrmRuleException(CatalogErrors.RoleInUse(role, holders));
    }

    /// <summary>Refuses to take away a type that has records or pipelines.</summary>
    public static async ValueTask CheckAsync(IStoreReader reader, CatalogSnapshot types, CustomTypeSettings before, CancellationToken cancellationToken)
    {
        var pipelines = types.PipelinesOf(before.Key).Select(p => p.Key).ToList();
        if (pipelines.Count > 0) throw new CrmRuleException(CatalogErrors.TypeHasPipelines(before, pipelines));
        var count = await reader.CountAsync(reader.Query<CustomRecord>().Where(r => r.TypeKey == before.Key && r.DeletedAt == null), cancellationToken);
        if (count > 0) throw new CrmRuleException(CatalogErrors.TypeInUse(before, count));
    }

    /// <summary>Refuses a role's change after which nobody could give rights any more.</summary>
    public static async ValueTask KeepAdministratorAsync(IStoreReader reader, CatalogSnapshot catalog, RoleDefinition after, CancellationToken cancellationToken)
    {
        var users = await reader.ListAsync(reader.Query<User>().Where(u => u.DeletedAt == null && u.IsActive && u.Roles != null), cancellationToken);
        if (Any(Known) && !Any(key => key == after.Key ? after : Known(key))) throw new CrmRuleException(AccessErrors.LastAdministrator(after));

        RoleDefinition? Known(string key) => Administrators.RoleOf(catalog, key);
        bool Any(Func<string, RoleDefinition?> roleOf) => users.Any(u => Administrators.Is(u, roleOf));
    }

    private sealed class CountOption(IStoreReader reader, RecordTypeDefinition type, string field, string code, CancellationToken cancellationToken) : IRecordClassVisitor<long>
    {
        // The key stands in the expression as a constant: stores look for it in indexes.
        public Task<long> VisitAsync<T>() where T : Record
        {
            var record = Expression.Parameter(typeof(T));
            Expression value = type.TryField(field, out var own) && own is { IsCustom: false, Selector: { } selector }
                ? selector.Over(record)
                : Expression.Call(typeof(CustomField), nameof(CustomField.Text), null, Expression.Property(record, nameof(Record.Custom)), Expression.Constant(field));
            return reader.CountAsync(RecordSource.Rows<T>(reader, type, RecordLife.All).Where(Expression.Lambda<Func<T, bool>>(Expression.Equal(value, Expression.Constant(code)), record)), cancellationToken);
        }
    }

    private sealed class Count(IStoreReader reader, RecordTypeDefinition type, string pipeline, string stage, CancellationToken cancellationToken) : IRecordClassVisitor<long>
    {
        public Task<long> VisitAsync<T>() where T : Record =>
            reader.CountAsync(((IQueryable<RootRecord>)RecordSource.Rows<T>(reader, type, RecordLife.Alive)).Where(r => r.PipelineKey == pipeline && r.StageKey == stage), cancellationToken);
    }
}
