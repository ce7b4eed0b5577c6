using CrmKit.Sessions;

namespace CrmKit.Conversions;

/// <summary>The door along the chain: nothing else makes the next link out of a record.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IConversions
{
    /// <summary>Converts one record into the next link: finds or creates what it needs, copies fields and parts, marks the source; all or nothing, once.</summary>
    /// <remarks>Activities stay with the source and show on the timelines of all that it becomes.</remarks>
    /// <exception cref="CrmConflictException"><c>conversion.done</c>, with what the winner made in <see cref="CrmConflictException.Winners"/>.</exception>
    /// <exception cref="CrmRuleException"><c>conversion.undefined</c>, <c>conversion.stage</c>, or a rule's code.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<ConversionResult> ConvertAsync(RecordRef source, ConversionOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>What a record was made from and what was made from it, along the whole chain, first link first.</summary>
    Task<IReadOnlyList<ConversionLink>> ChainAsync(RecordRef record, CancellationToken cancellationToken = default);
}

/// <summary>Choices for one conversion.</summary>
public sealed record ConversionOptions
{
    /// <summary>The record type to make; <see langword="null"/> means the next link of <see cref="Process"/>.</summary>
    public string? To { get; init; }

    /// <summary>The sales process; <see langword="null"/> means the one that was chosen when CrmKit was set up (<see cref="Setup.ISetup.ProcessAsync"/>), else <c>standard</c>.</summary>
    public string? Process { get; init; }

    /// <summary>The pipeline of the new record; <see langword="null"/> means the process's, then the type's first.</summary>
    public string? Pipeline { get; init; }

    /// <summary>Use this account instead of searching or creating one.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>Create an account, also where one matches or the source names one; a lead without a company has none then.</summary>
    public bool NewAccount { get; init; }

    /// <summary>Use this contact instead of searching or creating one.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Create a contact, also where one matches or the source names one.</summary>
    public bool NewContact { get; init; }

    /// <summary>Values for the new record, by field key, over what is copied.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();
}

/// <summary>What a conversion made.</summary>
/// <param name="Source">The record converted.</param>
/// <param name="Target">The new link.</param>
/// <param name="Created">All records made, the target first.</param>
/// <param name="Matched">Records that existed and were used (account, contact).</param>
public sealed record ConversionResult(RecordRef Source, RecordRef Target, IReadOnlyList<RecordRef> Created, IReadOnlyList<RecordRef> Matched);

/// <summary>One conversion that happened. One row per source and target type: the database holds it to once.</summary>
public sealed class ConversionLink
{
    internal ConversionLink() { }

    /// <summary>The link's own id.</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    internal string TenantId { get; set; } = "";

    /// <summary>The type of the record converted.</summary>
    public string SourceType { get; internal set; } = "";

    /// <summary>The id of the record converted.</summary>
    public Guid SourceId { get; internal set; }

    /// <summary>The type of the record made.</summary>
    public string TargetType { get; internal set; } = "";

    /// <summary>The id of the record made.</summary>
    public Guid TargetId { get; internal set; }

    /// <summary>When, in UTC.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The user; <see langword="null"/> for the system.</summary>
    public Guid? ActorId { get; internal set; }

    /// <summary>All records made or matched, as a JSON array of <c>type/id</c>.</summary>
    public string Made { get; internal set; } = "[]";

    /// <summary>The contact that the person of the source became, or was.</summary>
    internal Guid? PersonId { get; set; }
}

/// <summary>Adds to a conversion: finds or creates what the target needs, fills the target.</summary>
/// <remarks>One instance per session; ascending order given at registration, then source, then declaration. A step that throws rolls the conversion back.</remarks>
public interface IConversionStep
{
    /// <summary>Runs after the copy map and before the target is saved, inside the transaction.</summary>
    ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken);
}

/// <summary>One conversion under way.</summary>
public sealed class ConversionContext
{
    internal ConversionContext(ICrmSession session, ConversionDefinition definition, RootRecord source, RootRecord target, ConversionOptions options) =>
        (Session, Definition, Source, Target, Options) = (session, definition, source, target, options);

    /// <summary>The doors, with the caller's rights, inside the transaction of the conversion.</summary>
    public ICrmSession Session { get; }

    /// <summary>Which conversion.</summary>
    public ConversionDefinition Definition { get; }

    /// <summary>The record converted, as stored.</summary>
    public RootRecord Source { get; }

    /// <summary>The record that will be created; not stored yet.</summary>
    public RootRecord Target { get; }

    /// <summary>The caller's choices.</summary>
    public ConversionOptions Options { get; }

    /// <summary>Records created by steps through <see cref="Session"/>, for the result.</summary>
    public IList<RecordRef> Created { get; } = new List<RecordRef>();

    /// <summary>Existing records that were used, for the result.</summary>
    public IList<RecordRef> Matched { get; } = new List<RecordRef>();
}
