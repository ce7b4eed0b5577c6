using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.AspNetCore;

/// <summary>One change of a batch, with its place in it.</summary>
internal abstract record BatchItem(int Position);

/// <summary>A wish for the door of records.</summary>
internal sealed record BatchWrite(int Position, Action<ChangeSet> Add) : BatchItem(Position);

/// <summary>A wish for the door of pipelines.</summary>
internal sealed record BatchMove(int Position, StageMove Move) : BatchItem(Position);

/// <summary>An act that its door does to many records at once; neighbours of the same name are done together.</summary>
/// <param name="Position">Its place in the batch.</param>
/// <param name="Name">The act with all that it is told.</param>
/// <param name="Record">To which record.</param>
/// <param name="Version">The version that the caller saw; <see langword="null"/> for any.</param>
/// <param name="Run">Does it.</param>
internal sealed record BatchAct(int Position, string Name, RecordRef Record, int? Version, Func<IReadOnlyList<RecordRef>, Task> Run) : BatchItem(Position);

/// <summary>Runs changes of a batch in their order, as many at once as one door takes.</summary>
internal sealed class BatchSteps(ApiCall call, bool allOrNothing, string? reason, SaveOutcome?[] results)
{
    private ICrmSession Session => call.Session;

    public async Task RunAsync(IReadOnlyList<BatchItem> items)
    {
        await using var work = await Session.BeginAsync(call.Cancelled);
        for (var from = 0; from < items.Count;)
        {
            var step = items.Skip(from).TakeWhile(i => IsSame(items[from], i)).ToList();
            await StepAsync(work, step);
            from += step.Count;
        }
        await work.CommitAsync(call.Cancelled);
    }

    private async Task StepAsync(IUnitOfWork work, List<BatchItem> step)
    {
        try
        {
            switch (step[0])
            {
                case BatchWrite: await SaveAsync(step); break;
                case BatchMove: await MoveAsync(step); break;
                default: await ActAsync(work, [.. step.Cast<BatchAct>()]); break;
            }
        }
        catch (CrmException refusal) when (allOrNothing)
        {
            // Doors count from the beginning of what they were given.
            IReadOnlyList<CrmError> errors = [.. refusal.Errors.Select(e => e with { Index = step[e.Index ?? 0].Position })];
            throw refusal switch
            {
                CrmValidationException => new CrmValidationException(errors),
                CrmForbiddenException => new CrmForbiddenException(errors),
                CrmNotFoundException => new CrmNotFoundException(errors),
                CrmConflictException => new CrmConflictException(errors, refusal),
                _ => new CrmRuleException(errors),
            };
        }
    }

    private static bool IsSame(BatchItem first, BatchItem next) => (first, next) switch
    {
        (BatchWrite, BatchWrite) or (BatchMove, BatchMove) => true,
        (BatchAct one, BatchAct other) => one.Name == other.Name && one.Record.Type == other.Record.Type,
        _ => false,
    };

    private async Task SaveAsync(List<BatchItem> step)
    {
        var set = new ChangeSet { AllOrNothing = allOrNothing, Reason = reason };
        foreach (var write in step.Cast<BatchWrite>()) write.Add(set);
        var saved = await Session.Records.SaveAsync(set, call.Cancelled);
        for (var i = 0; i < step.Count; i++) results[step[i].Position] = saved.Outcomes[i];
    }

    private async Task MoveAsync(List<BatchItem> step)
    {
        var moves = step.Cast<BatchMove>().Select(m => m.Move).ToList();
        var result = await Session.Pipelines.MoveAsync(moves, new StageMoveOptions { AllOrNothing = allOrNothing }, call.Cancelled);
        var refused = result.Refused.ToLookup(e => e.Index ?? 0);
        var moved = result.Moved.ToDictionary(r => r.Id);
        for (var i = 0; i < step.Count; i++)
            results[step[i].Position] = new SaveOutcome(moves[i].Record, refused[i].Any() ? null : moved.GetValueOrDefault(moves[i].Record.Id), [.. refused[i]]);
    }

    private async Task ActAsync(IUnitOfWork work, List<BatchAct> acts)
    {
        if (allOrNothing)
        {
            await TogetherAsync(acts);
            return;
        }
        if (await work.TryAsync(() => TogetherAsync(acts), call.Cancelled) is not { } refusal) return;
        if (acts.Count == 1)
        {
            results[acts[0].Position] = new SaveOutcome(acts[0].Record, null, refusal.Errors);
            return;
        }
        foreach (var act in acts) await ActAsync(work, [act]); // which of them it was is not said
    }

    private async Task TogetherAsync(List<BatchAct> acts)
    {
        foreach (var act in acts)
            if (act.Version is { } version) await ActEndpoints.DemandVersionAsync(call, act.Record, version);
        await acts[0].Run([.. acts.Select(a => a.Record)]);
        var now = (await Session.Records.GetManyAsync(acts[0].Record.Type, [.. acts.Select(a => a.Record.Id)], call.Cancelled)).ToDictionary(r => r.Id); // giving a record away may hide it from the giver
        foreach (var act in acts) results[act.Position] = new SaveOutcome(act.Record, now.GetValueOrDefault(act.Record.Id), []);
    }
}
