using CrmKit.Sessions;

namespace CrmKit.Scoring;

/// <summary>One named part of a score. Immutable.</summary>
public sealed record ScoringFactorDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.budget</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it in the explanation of a score.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The type of the records that it judges.</summary>
    public string RecordType { get; init; } = "lead";

    /// <summary>The numeric field that holds the sum: whole numbers round it, a minimum and maximum bound it. It can no longer be written by hand as long as somebody scores.</summary>
    public string Field { get; init; } = "score";

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Gives records points.</summary>
/// <remarks>
/// Asked on every save of records of its type, after before handlers; sees all of them. The field becomes the sum over all factors. A factor that throws or runs out of time gives nothing, and the explanation says so.
/// One instance per session. Judge by the record and what it refers to; a score changes when its record is saved.
/// </remarks>
public interface IScoringFactor
{
    /// <summary>Calls <see cref="ScoringContext.Give"/> for each record that gets or loses points.</summary>
    ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken);
}

/// <summary>The records that a factor judges.</summary>
public sealed class ScoringContext
{
    private readonly Action<Record, ScorePart> _give;

    internal ScoringContext(ICrmSession session, RecordTypeDefinition type, IReadOnlyList<Record> records, Action<Record, ScorePart> give) =>
        (Session, Type, Records, _give) = (session, type, records, give);

    /// <summary>The doors, with the rights of whoever saves or asks.</summary>
    public ICrmSession Session { get; }

    /// <summary>The type of all records.</summary>
    public RecordTypeDefinition Type { get; }

    /// <summary>The records, with the values that they will have. Read only.</summary>
    public IReadOnlyList<Record> Records { get; }

    /// <summary>Gives one record points; the last call for a record counts.</summary>
    /// <param name="record">One of <see cref="Records"/>.</param>
    /// <param name="points">May be negative.</param>
    /// <param name="reason">Why, for those who read the explanation; <see langword="null"/> when the factor's name says it.</param>
    public void Give(Record record, decimal points, string? reason = null) => _give(record, new ScorePart(points, reason));
}

/// <summary>What one factor gave.</summary>
internal readonly record struct ScorePart(decimal Points, string? Reason);
