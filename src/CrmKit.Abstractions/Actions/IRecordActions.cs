namespace CrmKit.Actions;

/// <summary>The door to the actions of plugins; the user interface and the REST API ask through it.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IRecordActions
{
    /// <summary>The most records of one call.</summary>
    const int MostRecords = 500;

    /// <summary>Says what is wrong with what was filled in, before anything is done.</summary>
    /// <param name="action">The action's key.</param>
    /// <param name="inputs">What was filled in.</param>
    /// <returns>Every failure, by input; none when all is well.</returns>
    /// <exception cref="CrmNotFoundException"><c>action.unknown</c>.</exception>
    IReadOnlyList<CrmError> Check(string action, CustomValues inputs);

    /// <summary>Does an action to records, with the caller's rights: to each all of it or nothing. One that is refused takes nothing from the others.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmNotFoundException"><c>action.unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the caller may do this to no record of the type.</exception>
    /// <exception cref="CrmValidationException">What was filled in breaks its rules, by input, or <c>action.record-count</c>.</exception>
    /// <exception cref="CrmRuleException"><c>action.failed</c>: the plugin's code failed, and nothing was done.</exception>
    Task<RecordActionResult> RunAsync(RecordActionRequest request, CancellationToken cancellationToken = default);
}

/// <summary>An action asked for.</summary>
/// <param name="Action">Its key.</param>
/// <param name="RecordType">The key of the type of the records.</param>
/// <param name="Records">The ids of the records, 1 to <see cref="IRecordActions.MostRecords"/>.</param>
public sealed record RecordActionRequest(string Action, string RecordType, IReadOnlyList<Guid> Records)
{
    /// <summary>What was filled in.</summary>
    public CustomValues Inputs { get; init; } = CustomValues.Empty;
}

/// <summary>What became of it.</summary>
public sealed record RecordActionResult
{
    /// <summary>The records that it was done to.</summary>
    public required IReadOnlyList<RecordRef> Done { get; init; }

    /// <summary>Those of them that are other than before.</summary>
    public required IReadOnlyList<RecordRef> Changed { get; init; }

    /// <summary>Why it was not done to others; each names its record.</summary>
    public required IReadOnlyList<CrmError> Refused { get; init; }

    /// <summary>What the action says.</summary>
    public required IReadOnlyList<LocalizedText> Messages { get; init; }

    /// <summary>Records that it leads to: made, or changed beside those it was for.</summary>
    public required IReadOnlyList<RecordRef> Shown { get; init; }
}
