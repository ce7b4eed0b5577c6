namespace CrmKit.Catalog;

/// <summary>The door through which administrators define fields. Each change is one new version of the catalog, which sessions opened later see.</summary>
/// <remarks>Scoped to a session; not thread safe. Needs the right <see cref="Access.Operations.Administer"/> on the record type. Not inside a unit of work.</remarks>
public interface ICatalogAdministration
{
    /// <summary>The fields that administrators defined, by record type and key.</summary>
    /// <param name="recordType">Of which record type; <see langword="null"/> for all that the actor may administer.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<CustomFieldSettings>> FieldsAsync(string? recordType = null, CancellationToken cancellationToken = default);

    /// <summary>Adds a field, or changes the one with the same record type and key. Rules apply to what is saved from then on.</summary>
    /// <exception cref="CrmRuleException">
    /// <c>catalog.key-invalid</c>, <c>catalog.duplicate</c>, <c>catalog.definition-invalid</c>;
    /// <c>catalog.kind-fixed</c>: a field of this key holds, or held before it was removed, values of another kind.
    /// </exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task SaveFieldAsync(CustomFieldSettings field, CancellationToken cancellationToken = default);

    /// <summary>Takes a field out of the catalog. Its values stay with the records and come back when the field does.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.field-unknown</c>: administrators defined no such field.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task RemoveFieldAsync(string recordType, string key, CancellationToken cancellationToken = default);
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

    /// <summary>Whether it must have a value on every save.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether no two living records may share a value.</summary>
    public bool IsUnique { get; init; }

    /// <summary>Whether the database keeps an index for filters and sorts; costs space and a little time per write.</summary>
    public bool IsIndexed { get; init; }

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
