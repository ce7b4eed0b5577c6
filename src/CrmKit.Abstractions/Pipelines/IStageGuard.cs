using CrmKit.Sessions;

namespace CrmKit.Pipelines;

/// <summary>Decides whether records may enter stages; sees the whole batch.</summary>
/// <remarks>
/// One instance per session. Guards run in ascending order given at registration, then by source, then by declaration; CrmKit's own use -1000 to -100.
/// A guard that throws or runs out of time refuses the moves that it was asked about: guards fail closed.
/// </remarks>
public interface IStageGuard
{
    /// <summary>Calls <see cref="StageGuardContext.Refuse"/> for each move that may not happen.</summary>
    ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken);
}

/// <summary>The moves that a guard is asked about.</summary>
public sealed class StageGuardContext
{
    private readonly Action<PendingMove, CrmError> _refuse;

    internal StageGuardContext(ICrmSession session, PipelineDefinition pipeline, IReadOnlyList<PendingMove> moves, Action<PendingMove, CrmError> refuse) =>
        (Session, Pipeline, Moves, _refuse) = (session, pipeline, moves, refuse);

    /// <summary>The doors, with the caller's rights, inside the transaction of the move.</summary>
    public ICrmSession Session { get; }

    /// <summary>The pipeline that all moves are in.</summary>
    public PipelineDefinition Pipeline { get; }

    /// <summary>The moves not yet refused; at least one.</summary>
    public IReadOnlyList<PendingMove> Moves { get; }

    /// <summary>Refuses one move.</summary>
    public void Refuse(PendingMove move, CrmError error) => _refuse(move, error);
}

/// <summary>One move under consideration.</summary>
/// <param name="Record">The record with the values it will have.</param>
/// <param name="From">The stage it leaves; <see langword="null"/> for a new record.</param>
/// <param name="Target">The stage it enters.</param>
public sealed record PendingMove(RootRecord Record, StageDefinition? From, StageDefinition Target);
