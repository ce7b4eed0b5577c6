namespace CrmKit.Enrichment;

/// <summary>The door to what sources know about records: they propose values, and somebody accepts them field by field. Nothing is written by itself.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IEnrichment
{
    /// <summary>The most records of one question.</summary>
    const int MostRecords = 100;

    /// <summary>Asks the sources of a type about records that the caller may change.</summary>
    /// <returns>What they propose, without what the records hold already and what the caller may not read or write. A source that fails proposes nothing and is named.</returns>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>; <c>catalog.type-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the caller may not change one of them.</exception>
    /// <exception cref="CrmValidationException"><c>enrichment.record-count</c>.</exception>
    Task<EnrichmentAnswer> ProposeAsync(EnrichmentRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes proposals over: the sources named are asked again, and what they say now is saved with its source in the audit, all or nothing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="choices">The fields, each with the source whose value it takes.</param>
    /// <param name="expectedVersion">The version that the caller saw; <see langword="null"/> writes over whatever is there.</param>
    /// <param name="ground">As in <see cref="EnrichmentRequest.Ground"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmRuleException"><c>enrichment.gone</c>: a source does not propose that any more.</exception>
    /// <exception cref="CrmValidationException"><c>enrichment.twice</c>, <c>enrichment.record-count</c>, or what saving refuses.</exception>
    /// <exception cref="CrmConflictException"><c>record.conflict</c>.</exception>
    Task AcceptAsync(RecordRef record, IReadOnlyList<EnrichmentChoice> choices, int? expectedVersion = null, EnrichmentGround? ground = null, CancellationToken cancellationToken = default);
}

/// <summary>About whom sources are asked.</summary>
/// <param name="RecordType">The type's key.</param>
/// <param name="Records">The ids, 1 to <see cref="IEnrichment.MostRecords"/>.</param>
public sealed record EnrichmentRequest(string RecordType, IReadOnlyList<Guid> Records)
{
    /// <summary>On what ground others may be told who is asked about; it stands in the audit. <see langword="null"/> leaves sources out that tell somebody outside.</summary>
    public EnrichmentGround? Ground { get; init; }
}

/// <summary>On what ground data about a person is looked up outside.</summary>
public enum EnrichmentGround
{
    /// <summary>The person agreed to it.</summary>
    Consent,
    /// <summary>It is needed for a contract with the person.</summary>
    Contract,
    /// <summary>One's own interest in it outweighs the person's.</summary>
    LegitimateInterest,
}

/// <summary>What sources said.</summary>
/// <param name="Proposals">By record as asked, by field as its type has them, the surest first.</param>
/// <param name="Failed">Sources that threw or took too long.</param>
public sealed record EnrichmentAnswer(IReadOnlyList<EnrichmentProposal> Proposals, IReadOnlyList<EnrichmentSourceDefinition> Failed);

/// <summary>A value that a source proposes for a field.</summary>
/// <param name="Record">The record.</param>
/// <param name="Field">The field's key.</param>
/// <param name="Value">What it proposes, in the field's value type.</param>
/// <param name="Current">What the record holds; <see langword="null"/> for nothing.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Reason">Why.</param>
/// <param name="ConfidencePercent">How sure the source is, 1 to 100.</param>
public sealed record EnrichmentProposal(RecordRef Record, string Field, object Value, object? Current, EnrichmentSourceDefinition Source, LocalizedText Reason, int ConfidencePercent);

/// <summary>A proposal that is taken over.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Source">The key of the source whose value it takes.</param>
public sealed record EnrichmentChoice(string Field, string Source);
