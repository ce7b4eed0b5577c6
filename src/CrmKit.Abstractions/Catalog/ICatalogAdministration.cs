using CrmKit.Access;
using CrmKit.Assignment;
using CrmKit.Documents;
using CrmKit.Layouts;
using CrmKit.Pipelines;
using CrmKit.Quality;

namespace CrmKit.Catalog;

/// <summary>The door through which administrators define record types, fields, pipelines and roles. Each change is one new version of the catalog, which sessions opened later see.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Not inside a unit of work. Fields and pipelines need the right <see cref="Operations.Administer"/> on the record type; record types and roles need it on every record type,
/// because a role can give any right. Only what administrators defined is listed, changed and removed here; keys have no dots, which are for plugins. What refers to a plugin's types or fields sleeps while the plugin is disabled.
/// </remarks>
public interface ICatalogAdministration
{
    /// <summary>The record types that administrators defined, by key.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<CustomTypeSettings>> TypesAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a record type, or changes the one with the same key. Its records have a name, an owner and stages; further fields are defined as for any type.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>catalog.duplicate</c>, <c>catalog.definition-invalid</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveTypeAsync(CustomTypeSettings type, CancellationToken cancellationToken = default);

    /// <summary>Takes a record type out of the catalog. Deleted records and fields of the type stay stored and come back when the type does.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: it has records, or pipelines; the message says how many.</exception>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such type.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveTypeAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The fields that administrators defined, by record type and key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<CustomFieldSettings>> FieldsAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a field, or changes the one with the same record type and key. Rules apply to what is saved from then on.</summary>
    /// <remarks>The loss reason of a record type (<c>lossReason</c>) takes its options from here, and nothing else; while it has none, any text is a reason. Removing it takes the list away.</remarks>
    /// <exception cref="CrmRuleException">
    /// <c>catalog.key-invalid</c>, <c>catalog.duplicate</c>, <c>catalog.definition-invalid</c>;
    /// <c>catalog.kind-fixed</c>: a field of this key holds, or held before it was removed, values of another kind;
    /// <c>catalog.in-use</c>: records have an option that is missing; the message says how many.
    /// </exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveFieldAsync(CustomFieldSettings field, CancellationToken cancellationToken = default);

    /// <summary>Takes a field out of the catalog. Its values stay with the records and come back when the field does.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.field-unknown</c>: administrators defined no such field.</exception>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: a stage requires it.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveFieldAsync(string recordType, string key, CancellationToken cancellationToken = default);

    /// <summary>The pipelines that administrators defined, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<PipelineDefinition>> PipelinesAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a pipeline, or changes the one with the same key. Stages that records are in stay, in their category.</summary>
    /// <exception cref="CrmRuleException">
    /// <c>catalog.key-invalid</c>, <c>catalog.duplicate</c>, <c>catalog.definition-invalid</c>; <c>catalog.in-use</c>: records are in a stage that is missing or has another category; the message says how many.
    /// </exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SavePipelineAsync(PipelineDefinition pipeline, CancellationToken cancellationToken = default);

    /// <summary>Takes a pipeline out of the catalog. The stage history of records that were in it stays.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: records are in it; the message says how many. <c>catalog.definition-invalid</c>: a process or conversion needs it.</exception>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such pipeline.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemovePipelineAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The rules across fields, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<RecordRule>> RulesAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a rule across fields, or changes the one with the same key. It applies to what is saved from then on.</summary>
    /// <exception cref="CrmValidationException">A condition is wrong: the codes of the filter language; <c>rule.reference</c>: it reads fields of other records.</exception>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>catalog.definition-invalid</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveRuleAsync(RecordRule rule, CancellationToken cancellationToken = default);

    /// <summary>Takes a rule out of the catalog.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such rule.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveRuleAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The rules by which new records find their owner, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<RoutingRule>> RoutingAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a routing rule, or changes the one with the same key. It applies to records that are created from then on.</summary>
    /// <exception cref="CrmValidationException">The condition is wrong: the codes of the filter language; <c>rule.reference</c>: it reads fields of other records.</exception>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>assignment.route-to-nobody</c>, <c>assignment.user-inactive</c>, <c>assignment.team-missing</c>, <c>assignment.not-ownable</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveRoutingAsync(RoutingRule rule, CancellationToken cancellationToken = default);

    /// <summary>Takes a routing rule out of the catalog; what it gave away stays where it is.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such rule.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveRoutingAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The roles that administrators defined, by key.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<RoleDefinition>> RolesAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a role, or changes the one with the same key; it applies to its holders from the next session on.</summary>
    /// <exception cref="CrmRuleException">
    /// <c>catalog.key-invalid</c>, <c>catalog.duplicate</c>, <c>catalog.definition-invalid</c>; <c>user.last-administrator</c>: nobody could administer users any more.
    /// </exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveRoleAsync(RoleDefinition role, CancellationToken cancellationToken = default);

    /// <summary>Takes a role out of the catalog.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: users have it; the message says how many.</exception>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such role.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveRoleAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The document templates that administrators defined, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<DocumentTemplate>> TemplatesAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a document template, or changes the one with the same key.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>catalog.duplicate</c>; <c>catalog.definition-invalid</c>: it is not written as templates are, or shows a field that there is not; the message says the line.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveTemplateAsync(DocumentTemplate template, CancellationToken cancellationToken = default);

    /// <summary>Takes a document template out of the catalog.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such template.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveTemplateAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The layouts of record pages and forms, by key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<LayoutDefinition>> LayoutsAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a layout, or changes the one with the same key. One per record type and role, and one per record type for everybody.</summary>
    /// <exception cref="CrmRuleException">
    /// <c>catalog.key-invalid</c>, <c>catalog.field-unknown</c>, <c>catalog.role-unknown</c>, <c>catalog.definition-invalid</c>, <c>layout.part-unknown</c>, <c>layout.repeated</c>, <c>layout.link-invalid</c>, <c>layout.taken</c>: all that is wrong.
    /// </exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveLayoutAsync(LayoutDefinition layout, CancellationToken cancellationToken = default);

    /// <summary>Takes a layout away: pages and forms look as they do without it.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such layout.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveLayoutAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>The menus, by key.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<MenuDefinition>> MenusAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a menu, or changes the one with the same key. One per role, and one for everybody.</summary>
    /// <exception cref="CrmRuleException"><c>catalog.key-invalid</c>, <c>catalog.role-unknown</c>, <c>layout.entry-unknown</c>, <c>layout.repeated</c>, <c>layout.taken</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveMenuAsync(MenuDefinition menu, CancellationToken cancellationToken = default);

    /// <summary>Takes a menu away.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators defined no such menu.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveMenuAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>All versions of a definition, the newest first; also of one that was removed.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="key">Its key; of a field <c>{record type}/{key}</c>.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>: administrators never defined it.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<DefinitionVersion>> VersionsAsync(DefinitionKind kind, string key, CancellationToken cancellationToken = default);

    /// <summary>Makes an earlier version what is, as one change more; one with which it was removed removes it. Whatever refuses such a change refuses it here.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="key">Its key; of a field <c>{record type}/{key}</c>.</param>
    /// <param name="version">Which version.</param>
    /// <param name="cancellationToken">Cancels before the change.</param>
    /// <exception cref="CrmNotFoundException"><c>catalog.definition-unknown</c>, <c>catalog.version-unknown</c>.</exception>
    /// <exception cref="CrmRuleException"><c>catalog.in-use</c>: records are in a stage, or have an option, that the version does not have; the message says how many. All that defining it so may be refused with.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task UndoAsync(DefinitionKind kind, string key, int version, CancellationToken cancellationToken = default);
}

/// <summary>A record type as an administrator describes it. Immutable.</summary>
public sealed record CustomTypeSettings
{
    /// <summary>Lower-case words, digits and hyphens, singular, no dots (<c>tender</c>): dots are for plugins.</summary>
    public required string Key { get; init; }

    /// <summary>The plural for routes (<c>tenders</c>); <see langword="null"/> means the key with an s.</summary>
    public string? PluralKey { get; init; }

    /// <summary>What people call one of them.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What people call several of them; <see langword="null"/> means as one.</summary>
    public LocalizedText? PluralLabel { get; init; }
}

/// <summary>A field as an administrator describes it. Immutable.</summary>
public sealed record CustomFieldSettings
{
    /// <summary>The catalog key of the record type.</summary>
    public required string RecordType { get; init; }

    /// <summary>Lower-case words, digits and hyphens, no dots (<c>budget-approved</c>): dots are for plugins.</summary>
    public required string Key { get; init; }

    /// <summary>What it holds; fixed once the field exists.</summary>
    public required FieldKind Kind { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it means, for those who fill it; <see langword="null"/> when the label says it all.</summary>
    public LocalizedText? Description { get; init; }

    /// <summary>The heading that it stands under in forms and on the page of a record; <see langword="null"/> puts it in the first group.</summary>
    public FieldSection? Section { get; init; }

    /// <summary>A condition in the filter language over fields of the same record, such as <c>kind eq 'partner'</c>: the field is shown, and required if it is, only while it holds; <see langword="null"/> for always.</summary>
    public string? ShownWhen { get; init; }

    /// <summary>Whether it must have a value on every save.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether no two living records may share a value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether the database keeps an index for filters and sorts; costs space and a little time per write.</summary>
    public bool IsIndexed { get; init; }

    /// <summary>Whether records are found by its text in the search over all types; those that exist from the next rebuild of the index on.</summary>
    public bool IsSearchable { get; init; }

    /// <summary>Whether it says something about the person that its record refers to; of contacts and leads it always does.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>The most characters of a text; <see langword="null"/> means the kind's own limit.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The least number; <see langword="null"/> for none.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>The greatest number; <see langword="null"/> for none.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>A regular expression for the whole text, without lookarounds and backreferences; <see langword="null"/> for none.</summary>
    public string? Pattern { get; init; }

    /// <summary>The choices of an option field; empty means any code.</summary>
    public IReadOnlyList<FieldOption> Options { get; init; } = [];

    /// <summary>The record type that a reference points at; <see langword="null"/> unless <see cref="Kind"/> is <see cref="FieldKind.Reference"/>.</summary>
    public string? ReferenceType { get; init; }
}
