using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Pipelines;

/// <summary>Asks the guards of a pipeline about a batch of moves; a guard that fails or hangs refuses what it was asked.</summary>
internal static class StageGuards
{
    /// <summary>How long one guard may think about one batch.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    public static async ValueTask AskAsync(
        CrmSession session, TimeProvider clock, PipelineDefinition pipeline, IReadOnlyList<PendingStageEntry> moves, Action<PendingStageEntry, CrmError> refuse, CancellationToken cancellationToken)
    {
        foreach (var guard in session.Handlers<IStageGuard>(pipeline.Key))
        {
            var asked = moves.Where(m => !m.IsRefused).ToDictionary(m => new PendingMove(m.Record, m.From, m.Target!));
            if (asked.Count == 0) return;
            if (await FailureAsync(guard, Context(session, pipeline, asked, refuse), clock, cancellationToken) is not { } why) continue;
            foreach (var move in asked.Values.Where(m => !m.IsRefused))
                refuse(move, PipelineErrors.GuardFailed(move.Type.Ref(move.Record.Id), $"{guard.Name} of '{guard.Source}'", why));
        }
    }

    private static StageGuardContext Context(CrmSession session, PipelineDefinition pipeline, Dictionary<PendingMove, PendingStageEntry> asked, Action<PendingStageEntry, CrmError> refuse) =>
        new(session, pipeline, [.. asked.Keys], (move, error) =>
        {
            if (!asked.TryGetValue(move, out var pending)) throw new ArgumentException("A guard can only refuse the moves that it was asked about.", nameof(move));
            if (!pending.IsRefused) refuse(pending, error with { Record = error.Record ?? pending.Type.Ref(pending.Record.Id) });
        });

    private static async ValueTask<string?> FailureAsync(Handler<IStageGuard> guard, StageGuardContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var fault = await guard.CallAsync(CallKind.Transaction, context, static (g, c, token) => g.CheckAsync(c, token), either.Token);
            return fault?.Reason;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"it took longer than {TimeLimit.TotalSeconds:0} seconds.";
        }
    }
}
