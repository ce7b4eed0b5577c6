using CrmKit.Fields;

namespace CrmKit.Quality;

/// <summary>The door of data quality: what looks wrong in values before they are saved, and records set apart because they look made up.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Leads and contacts whose name, address or number looks made up are saved all the same, in every door, and set apart (<see cref="IQuarantined"/>): no assignment rule
/// is asked for them. A person who looked at one releases it; correcting what looked wrong releases it as well.
/// </remarks>
public interface IQuality
{
    /// <summary>What looks wrong or mistyped in a record's values: nothing is saved, and nothing of it would refuse a save.</summary>
    /// <param name="type">The record type.</param>
    /// <param name="values">Values by field key, as in a change set; texts that do not fit their field are looked at as well.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>By field, in the order of the type's fields; none when all looks well. Fields that the actor may not read are not told about.</returns>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>.</exception>
    Task<IReadOnlyList<QualityFinding>> CheckAsync(string type, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default);

    /// <summary>Ends the quarantine of records: a person looked at them. Those that are in none are left alone.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the actor may not change one of them.</exception>
    /// <exception cref="CrmRuleException"><c>quality.no-quarantine</c>: records of the type are never set apart.</exception>
    Task ReleaseAsync(IReadOnlyList<RecordRef> records, CancellationToken cancellationToken = default);
}

/// <summary>Something that looks wrong in a value.</summary>
/// <param name="Field">The field's key.</param>
/// <param name="Code">A stable code, as <c>quality.name-made-up</c>.</param>
/// <param name="Message">For people: what, and why it is thought so.</param>
/// <param name="Suggestion">The value that was probably meant, in the field's form; <see langword="null"/> when nothing can be proposed.</param>
/// <param name="Quarantines">Whether a lead or contact saved with it is set apart.</param>
public sealed record QualityFinding(string Field, string Code, LocalizedText Message, string? Suggestion = null, bool Quarantines = false);

/// <summary>A record that can be set apart because it looks made up.</summary>
public interface IQuarantined
{
    /// <summary>Since when it is set apart; <see langword="null"/> when it is not.</summary>
    DateTimeOffset? QuarantinedAt { get; }

    /// <summary>The codes of what looked wrong, as in <see cref="QualityFinding.Code"/>, with blanks between them; <see langword="null"/> when it is not set apart.</summary>
    string? QuarantineReason { get; }
}
