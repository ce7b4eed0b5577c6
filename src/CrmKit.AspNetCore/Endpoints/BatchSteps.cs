using CrmKit.Conversions;
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

/// <summary>A wish for the door along the chain.</summary>
internal sealed record BatchConversion(int Position, RecordRef Record, int? Version, ConversionOptions Options) : BatchItem(Position);

/// <summary>A wish that two records become one.</summary>
internal sealed record BatchMerge(int Position, MergeRequest Merge) : BatchItem(Position);

/// <summary>What became of one change of a batch.</summary>
/// <param name="Outcome">Whether it took effect, on which record.</param>
/// <param name="Conversion">What a conversion made; <see langword="null"/> for others.</param>
/// <param name="Merge">The merge, by which it can be undone; <see langword="null"/> for others.</param>
internal sealed record BatchResult(SaveOutcome Outcome, ConversionResult? Conversion = null, Guid? Merge = null);

/// <summary>Runs changes of a batch in their order, as many at once as one door takes.</summary>
internal sealed class BatchSteps(ApiCall call, bool allOrNothing, string? reason, BatchResult?[] results)
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
                case BatchMerge: await MergeAsync(step); break;
                case BatchConversion conversion: await ConvertAsync(work, conversion); break;
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

    private static bool IsSame(BatchItem first, BatchItem next) => ReferenceEquals(first, next) || (first, next) switch
    {
        (BatchWrite, BatchWrite) or (BatchMove, BatchMove) or (BatchMerge, BatchMerge) => true,
        (BatchAct one, BatchAct other) => one.Name == other.Name && one.Record.Type == other.Record.Type,
        _ => false,
    };

    private async Task SaveAsync(List<BatchItem> step)
    {
        var set = new ChangeSet { AllOrNothing = allOrNothing, Reason = reason };
        foreach (var write in step.Cast<BatchWrite>()) write.Add(set);
        var saved = await Session.Records.SaveAsync(set, call.Cancelled);
        for (var i = 0; i < step.Count; i++) results[step[i].Position] = new BatchResult(saved.Outcomes[i]);
    }

    private async Task MoveAsync(List<BatchItem> step)
    {
        var moves = step.Cast<BatchMove>().Select(m => m.Move).ToList();
        var result = await Session.Pipelines.MoveAsync(moves, new StageMoveOptions { AllOrNothing = allOrNothing }, call.Cancelled);
        var refused = result.Refused.ToLookup(e => e.Index ?? 0);
        var moved = result.Moved.ToDictionary(r => r.Id);
        for (var i = 0; i < step.Count; i++)
            results[step[i].Position] = new BatchResult(new SaveOutcome(moves[i].Record, refused[i].Any() ? null : moved.GetValueOrDefault(moves[i].Record.Id), [.. refused[i]]));
    }

    private async Task MergeAsync(List<BatchItem> step)
    {
        var merges = step.Cast<BatchMerge>().Select(m => m.Merge).ToList();
        var outcomes = await Session.Records.MergeAsync(merges, new MergeOptions { AllOrNothing = allOrNothing, Reason = reason }, call.Cancelled);
        for (var i = 0; i < step.Count; i++) results[step[i].Position] = new BatchResult(new SaveOutcome(outcomes[i].Winner, outcomes[i].Record, outcomes[i].Errors), Merge: outcomes[i].MergeId);
    }

    // One after the other: what the first makes, an account say, the next one finds.
    private async Task ConvertAsync(IUnitOfWork work, BatchConversion item)
    {
        ConversionResult? made = null;
        var refusal = allOrNothing ? null : await work.TryAsync(ActAsync, call.Cancelled);
        if (allOrNothing) await ActAsync();
        results[item.Position] = refusal is null
            ? new BatchResult(new SaveOutcome(item.Record, await Session.Records.FindAsync(item.Record, call.Cancelled), []), made)
            : new BatchResult(new SaveOutcome(item.Record, null, refusal.Errors));

        async Task ActAsync()
        {
            if (item.Version is { } version) await ActEndpoints.DemandVersionAsync(call, item.Record, version);
            made = await Session.Conversions.ConvertAsync(item.Record, item.Options, call.Cancelled);
        }
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
            results[acts[0].Position] = new BatchResult(new SaveOutcome(acts[0].Record, null, refusal.Errors));
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
        foreach (var act in acts) results[act.Position] = new BatchResult(new SaveOutcome(act.Record, now.GetValueOrDefault(act.Record.Id), []));
    }
}
