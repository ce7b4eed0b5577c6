using CrmKit.Conversions;

namespace CrmKit.Setup;

/// <summary>The door to how a firm set CrmKit up: what it wants, how it sells, and how far the first steps are.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface ISetup
{
    /// <summary>How far it is; for administrators.</summary>
    /// <exception cref="CrmForbiddenException"><c>setup.forbidden</c>.</exception>
    Task<SetupState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps it as a whole; for administrators. Conversions follow another process from the commit on.</summary>
    /// <exception cref="CrmForbiddenException"><c>setup.forbidden</c>.</exception>
    /// <exception cref="CrmValidationException"><c>setup.process-unknown</c>, <c>setup.text</c>.</exception>
    Task<SetupState> SaveAsync(SetupState state, CancellationToken cancellationToken = default);

    /// <summary>The sales process that conversions of a record type follow where none is named: the one that was chosen, if the type has a next link in it, else <c>standard</c>; <see langword="null"/> when there is neither. Everybody may ask.</summary>
    /// <param name="type">The record type's key.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    Task<SalesProcess?> ProcessAsync(string type, CancellationToken cancellationToken = default);
}

/// <summary>How a firm set CrmKit up. Immutable.</summary>
public sealed record SetupState
{
    /// <summary>What shall be better with it, in the firm's own words, up to 4,000 characters; <see langword="null"/> when nobody said.</summary>
    public string? Goals { get; init; }

    /// <summary>The key of the sales process; <see langword="null"/> for <c>standard</c>. One whose plugin has gone stays, and counts again when the plugin comes back.</summary>
    public string? Process { get; init; }

    /// <summary>The steps that were done or left out, by their keys in lower case; up to 20.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>Whether nobody need be reminded of it any more.</summary>
    public bool IsFinished { get; init; }
}

/// <summary>Fills an empty tenant with made-up records to try things with; hosts that have some register it: <c>services.AddSingleton&lt;IDemoData, …&gt;()</c>. The set-up pages offer it.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface IDemoData
{
    /// <summary>What it is, for people.</summary>
    LocalizedText Label { get; }

    /// <summary>Writes the records through the session's doors; the session acts as the system. Called once, for a tenant without accounts.</summary>
    Task FillAsync(Sessions.ICrmSession session, CancellationToken cancellationToken);
}
