using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Quality;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Catalog;

/// <summary>Who may define what; <see cref="AdminEntries"/> does it, the same way for all kinds.</summary>
internal sealed class AdministrationDoor(CrmSession session, ICrmStore store, AdminEntries entries, DefinitionVersions versions, IAccess access, GrantLimits limits, ISecurityLog log) : ICatalogAdministration
{
    public async Task<IReadOnlyList<CustomTypeSettings>> TypesAsync(CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        return await entries.ListAsync(AdminKinds.Type, cancellationToken);
    }

    public async Task SaveTypeAsync(CustomTypeSettings type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        await DemandAllAsync(cancellationToken);
        await SaveAsync(AdminKinds.Type, type, cancellationToken);
    }

    public async Task RemoveTypeAsync(string key, CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        await RemoveAsync(AdminKinds.Type, key, (reader, type) => AdminUses.CheckAsync(reader, session.Catalog, type, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<CustomFieldSettings>> FieldsAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Field, f => f.RecordType, recordType, cancellationToken);

    public async Task SaveFieldAsync(CustomFieldSettings field, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(field);
        var type = session.Catalog.Type(field.RecordType);
        await DemandAsync(type, cancellationToken);
        if (type.TryField(field.Key, out var own) && own.TakesOptions) field = new CustomFieldSettings { RecordType = type.Key, Key = own.Key, Label = own.Label, Kind = FieldKind.Option, Options = field.Options };
        if (field.ShownWhen is { } condition && FieldConditions.Problem(field.Key, condition, type, session.Catalog) is { } problem) throw new CrmValidationException(problem);
        await ChangeFieldAsync(field.RecordType, field.Key, async (reader, known) =>
        {
            if (known is not null && known.Settings.Kind != field.Kind) throw new CrmRuleException(CatalogErrors.KindFixed(field, known.Settings.Kind));
            if (known is not null) await AdminUses.CheckOptionsAsync(reader, session.Catalog, known.Settings, field, cancellationToken);
            return new(field);
        }, cancellationToken);
    }

    public async Task RemoveFieldAsync(string recordType, string key, CancellationToken cancellationToken = default)
    {
        await DemandAsync(session.Catalog.Type(recordType), cancellationToken);
        await ChangeFieldAsync(recordType, key, async (reader, known) =>
        {
            if (known is not { IsRemoved: false }) throw new CrmNotFoundException(CatalogErrors.FieldUnknown(recordType, key, []));
            await AdminUses.CheckAsync(reader, session.Catalog, known.Settings, cancellationToken);
            return known with { IsRemoved = true };
        }, cancellationToken);
    }

    public async Task<IReadOnlyList<PipelineDefinition>> PipelinesAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Pipeline, p => p.RecordType, recordType, cancellationToken);

    public async Task SavePipelineAsync(PipelineDefinition pipeline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var type = session.Catalog.Type(pipeline.RecordType);
        await DemandAsync(type, cancellationToken);
        var problems = new CatalogProblems();
        PipelineRules.CheckFields(pipeline, type, problems);
        problems.ThrowIfAny();
        await entries.ChangeAsync(AdminKinds.Pipeline, pipeline.Key, async (reader, known) =>
        {
            if (known is { IsRemoved: false })
            {
                if (session.Catalog.TryType(known.Settings.RecordType, out var former)) await DemandAsync(former, cancellationToken);
                await AdminUses.CheckAsync(reader, session.Catalog, known.Settings, pipeline, cancellationToken);
            }
            return new(pipeline with { Source = AdminSource.Id });
        }, cancellationToken);
    }

    public Task RemovePipelineAsync(string key, CancellationToken cancellationToken = default) =>
        RemoveAsync(AdminKinds.Pipeline, key, async (reader, pipeline) =>
        {
            await DemandAsync(session.Catalog.Type(pipeline.RecordType), cancellationToken);
            await AdminUses.CheckAsync(reader, session.Catalog, pipeline, after: null, cancellationToken);
        }, cancellationToken);

    public async Task<IReadOnlyList<RecordRule>> RulesAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Rule, r => r.RecordType, recordType, cancellationToken);

    public async Task SaveRuleAsync(RecordRule rule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var type = session.Catalog.Type(rule.RecordType);
        await DemandAsync(type, cancellationToken);
        RuleCondition.Check(rule, type, session);
        await entries.ChangeAsync(AdminKinds.Rule, rule.Key, async (_, known) =>
        {
            if (known is { IsRemoved: false } && session.Catalog.TryType(known.Settings.RecordType, out var former)) await DemandAsync(former, cancellationToken);
            return new(rule);
        }, cancellationToken);
    }

    public Task RemoveRuleAsync(string key, CancellationToken cancellationToken = default) =>
        RemoveAsync(AdminKinds.Rule, key, async (_, rule) => await DemandAsync(session.Catalog.Type(rule.RecordType), cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<RoutingRule>> RoutingAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Routing, r => r.RecordType, recordType, cancellationToken);

    public async Task SaveRoutingAsync(RoutingRule rule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var type = session.Catalog.Type(rule.RecordType);
        await DemandAsync(type, cancellationToken);
        await Routing.CheckAsync(rule, type, session, cancellationToken);
        await entries.ChangeAsync(AdminKinds.Routing, rule.Key, async (_, known) =>
        {
            if (known is { IsRemoved: false } && session.Catalog.TryType(known.Settings.RecordType, out var former)) await DemandAsync(former, cancellationToken);
            return new(rule);
        }, cancellationToken);
    }

    public Task RemoveRoutingAsync(string key, CancellationToken cancellationToken = default) =>
        RemoveAsync(AdminKinds.Routing, key, async (_, rule) => await DemandAsync(session.Catalog.Type(rule.RecordType), cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<RoleDefinition>> RolesAsync(CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        return await entries.ListAsync(AdminKinds.Role, cancellationToken);
    }

    public async Task SaveRoleAsync(RoleDefinition role, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(role);
        await DemandAllAsync(cancellationToken);
        if (await limits.BeyondAsync(role, cancellationToken) is { } beyond) throw new CrmForbiddenException(AccessErrors.GrantExceeds(role, beyond));
        await entries.ChangeAsync(AdminKinds.Role, role.Key, async (reader, known) =>
        {
            var problems = new CatalogProblems();
            RoleRules.CheckReferences(role, session.Catalog.Types.ToDictionary(t => t.Key, StringComparer.Ordinal), problems, known is { IsRemoved: false } ? known.Settings : null);
            problems.ThrowIfAny();
            if (known is { IsRemoved: false }) await AdminUses.KeepAdministratorAsync(reader, session.Catalog, role, cancellationToken);
            return new(role with { Source = AdminSource.Id });
        }, cancellationToken);
        LogRole(role.Key, "written");
    }

    public async Task RemoveRoleAsync(string key, CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        await RemoveAsync(AdminKinds.Role, key, (reader, role) => AdminUses.CheckAsync(reader, role, cancellationToken), cancellationToken);
        LogRole(key, "removed");
    }

    private void LogRole(string key, string what) =>
        log.Write(new SecurityEvent(SecurityKinds.RightsChanged) { TenantId = session.TenantId, ActorId = session.Actor.UserId, Detail = $"role {key} {what}" });

    public async Task<IReadOnlyList<DocumentTemplate>> TemplatesAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Template, t => t.RecordType, recordType, cancellationToken);

    public async Task SaveTemplateAsync(DocumentTemplate template, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        await DemandAsync(session.Catalog.Type(template.RecordType), cancellationToken);
        var problems = new CatalogProblems();
        DocumentTemplateRules.CheckTexts(template, session.Catalog, problems, withFields: true);
        problems.ThrowIfAny();
        await entries.ChangeAsync(AdminKinds.Template, template.Key, async (_, known) =>
        {
            if (known is { IsRemoved: false } && session.Catalog.TryType(known.Settings.RecordType, out var former)) await DemandAsync(former, cancellationToken);
            return new(template with { Source = AdminSource.Id });
        }, cancellationToken);
    }

    public Task RemoveTemplateAsync(string key, CancellationToken cancellationToken = default) =>
        RemoveAsync(AdminKinds.Template, key, async (_, template) => await DemandAsync(session.Catalog.Type(template.RecordType), cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<LayoutDefinition>> LayoutsAsync(string? recordType = null, CancellationToken cancellationToken = default) =>
        await OfTypeAsync(AdminKinds.Layout, l => l.RecordType, recordType, cancellationToken);

    public async Task SaveLayoutAsync(LayoutDefinition layout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var type = session.Catalog.Type(layout.RecordType);
        await DemandAsync(type, cancellationToken);
        await entries.ChangeAsync(AdminKinds.Layout, layout.Key, async (reader, known) =>
        {
            if (known is { IsRemoved: false } && session.Catalog.TryType(known.Settings.RecordType, out var former)) await DemandAsync(former, cancellationToken);
            LayoutRules.Check(layout, type, session.Catalog, known?.Settings);
            var others = (await AdminEntries.ReadAsync(reader, [AdminKinds.Layout.Name], cancellationToken)).Select(AdminKinds.Layout.Read).Where(d => !d.IsRemoved).Select(d => d.Settings);
            if (others.FirstOrDefault(l => l.Key != layout.Key && l.RecordType == type.Key && l.Role == layout.Role) is { } taken) throw new CrmRuleException(LayoutErrors.Taken(taken.Key));
            return new(layout);
        }, cancellationToken);
    }

    public Task RemoveLayoutAsync(string key, CancellationToken cancellationToken = default) =>
        RemoveAsync(AdminKinds.Layout, key, async (_, layout) => await DemandAsync(session.Catalog.Type(layout.RecordType), cancellationToken), cancellationToken);

    public async Task<IReadOnlyList<MenuDefinition>> MenusAsync(CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        return await entries.ListAsync(AdminKinds.Menu, cancellationToken);
    }

    public async Task SaveMenuAsync(MenuDefinition menu, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(menu);
        await DemandAllAsync(cancellationToken);
        await entries.ChangeAsync(AdminKinds.Menu, menu.Key, async (reader, known) =>
        {
            LayoutRules.Check(menu, session.Catalog, known?.Settings);
            var others = (await AdminEntries.ReadAsync(reader, [AdminKinds.Menu.Name], cancellationToken)).Select(AdminKinds.Menu.Read).Where(d => !d.IsRemoved).Select(d => d.Settings);
            if (others.FirstOrDefault(m => m.Key != menu.Key && m.Role == menu.Role) is { } taken) throw new CrmRuleException(LayoutErrors.Taken(taken.Key));
            return new(menu);
        }, cancellationToken);
    }

    public async Task RemoveMenuAsync(string key, CancellationToken cancellationToken = default)
    {
        await DemandAllAsync(cancellationToken);
        await RemoveAsync(AdminKinds.Menu, key, static (_, _) => ValueTask.CompletedTask, cancellationToken);
    }

    public async Task<IReadOnlyList<DefinitionVersion>> VersionsAsync(DefinitionKind kind, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var found = await versions.OfAsync(kind, key, cancellationToken);
        foreach (var recordType in found.Select(v => DefinitionVersions.RecordTypeOf(v.Definition)).Distinct())
        {
            if (recordType is null) await DemandAllAsync(cancellationToken);
            else if (session.Catalog.TryType(recordType, out var type)) await DemandAsync(type, cancellationToken);
            else await DemandAllAsync(cancellationToken); // nobody can say whose it is while its plugin sleeps
        }
        return found;
    }

    public async Task UndoAsync(DefinitionKind kind, string key, int version, CancellationToken cancellationToken = default)
    {
        var known = await VersionsAsync(kind, key, cancellationToken);
        var wanted = known.FirstOrDefault(v => v.Version == version) ?? throw new CrmNotFoundException(CatalogErrors.VersionUnknown(AdminKinds.Of(kind).Name, key, version, known[0].Version));
        await versions.RestoreAsync(wanted, cancellationToken);
    }

    private async Task SaveAsync<T>(AdminKind<T> kind, T settings, CancellationToken cancellationToken) where T : class =>
        await entries.ChangeAsync(kind, kind.KeyOf(settings), (_, _) => new(new AdminDefinition<T>(settings)), cancellationToken);

    private async Task RemoveAsync<T>(AdminKind<T> kind, string key, Func<IStoreReader, T, ValueTask> check, CancellationToken cancellationToken) where T : class =>
        await entries.ChangeAsync(kind, key, async (reader, known) =>
        {
            if (known is not { IsRemoved: false }) throw new CrmNotFoundException(CatalogErrors.DefinitionUnknown(kind.Name, key));
            await check(reader, known.Settings);
            return known with { IsRemoved = true };
        }, cancellationToken);

    private async Task ChangeFieldAsync(string recordType, string key, Func<IStoreReader, AdminDefinition<CustomFieldSettings>?, ValueTask<AdminDefinition<CustomFieldSettings>>> change, CancellationToken cancellationToken)
    {
        var (before, after) = await entries.ChangeAsync(AdminKinds.Field, AdminKinds.FieldKeyOf(recordType, key), change, cancellationToken);
        var (was, now) = (IsIndexed(before), IsIndexed(after));
        if (was != now) await store.SetCustomIndexAsync(recordType, AdminSource.Definition(after.Settings), now, cancellationToken);
    }

    private async Task<IReadOnlyList<T>> OfTypeAsync<T>(AdminKind<T> kind, Func<T, string> typeOf, string? recordType, CancellationToken cancellationToken) where T : class
    {
        if (recordType is not null) await DemandAsync(session.Catalog.Type(recordType), cancellationToken);
        var found = new List<T>();
        foreach (var settings in await entries.ListAsync(kind, cancellationToken))
        {
            if (recordType is not null ? typeOf(settings) == recordType : session.Catalog.TryType(typeOf(settings), out var type) && await MayAsync(type, cancellationToken)) found.Add(settings);
        }
        return found;
    }

    private static bool IsIndexed(AdminDefinition<CustomFieldSettings>? field) => field is { IsRemoved: false } && AdminSource.Definition(field.Settings).IsIndexed;

    private async ValueTask<bool> MayAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        await access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.All;

    private async ValueTask DemandAsync(RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        if (!await MayAsync(type, cancellationToken)) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Administer, type));
    }

    // A role could give whoever defines it any right, and a new type lies under the rights of all.
    private async ValueTask DemandAllAsync(CancellationToken cancellationToken)
    {
        foreach (var type in session.Catalog.Types) await DemandAsync(type, cancellationToken);
    }
}
