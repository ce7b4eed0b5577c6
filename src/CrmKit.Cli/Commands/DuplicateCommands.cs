using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Matching;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit duplicates</c>: a scan, the queue, merges and their undoing.</summary>
internal static class DuplicateCommands
{
    private const int PairsPerBatch = 500;

    public static Command Create(CommandContext context) =>
        new("duplicates", "Records that are about the same: found, looked at, merged, and taken apart again.") { Scan(context), List(context), Merge(context), Dismiss(context), Unmerge(context) };

    private static Command Scan(CommandContext context)
    {
        var type = Type();
        var command = new Command("scan", "Compares all records of a type with each other and puts what looks alike into the queue. Exit code 1: something waits there.") { type };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var result = await session.Duplicates.ScanAsync(session.Catalog.Type(parsed.GetValue(type)!).Key, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["records", "compared", "same", "open", "new"], [[result.Records, result.Compared, result.Same, result.Open, result.New]]);
            return result.Same + result.Open == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var type = Type();
        var status = new Option<DuplicateStatus?>("--status") { Description = "open, same, different or merged; those not decided by default." };
        var limit = new Option<int>("--limit") { Description = "At most so many.", DefaultValueFactory = _ => 100 };
        var command = new Command("list", "Lists pairs that look alike, the surest first. Exit code 1: there are some.") { type, status, limit };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var definition = session.Catalog.Type(parsed.GetValue(type)!);
            var pairs = await session.Duplicates.ListAsync(new DuplicateQuery(definition.Key) { Status = parsed.GetValue(status), Limit = parsed.GetValue(limit) }, cancellationToken);
            var name = definition.Field(definition.NameField);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["pair", "status", "score", "first", "second", "why"],
                pairs.Select(p => (object?[])[p.Pair.Id.ToString(), EnumCode.Of(p.Pair.Status), p.Pair.Score, name.Get(p.First), name.Get(p.Second), string.Join(", ", p.Reasons.Select(r => $"{r.Field} {EnumCode.Of(r.Likeness)} {r.Weight:+0.0;-0.0}"))]), "No pairs.");
            return pairs.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command Merge(CommandContext context)
    {
        var pairs = new Argument<Guid[]>("pairs") { Description = "The pairs to merge.", Arity = ArgumentArity.ZeroOrMore };
        var same = new Option<string?>("--same") { Description = "A type: merges all its pairs that are taken for the same." };
        var command = new Command("merge", "Merges pairs: the more complete record stays and fills its gaps from the other. Exit code 1: some were refused.") { pairs, same };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var wanted = parsed.GetValue(pairs)!.ToList();
            var outcomes = new List<MergeOutcome>();
            var options = new MergeOptions { AllOrNothing = false };
            foreach (var chunk in wanted.Chunk(PairsPerBatch)) outcomes.AddRange(await session.Duplicates.MergeAsync(chunk, options, cancellationToken));
            var refused = new HashSet<Guid>();
            while (parsed.GetValue(same) is { } type)
            {
                var found = await session.Duplicates.ListAsync(new DuplicateQuery(session.Catalog.Type(type).Key) { Status = DuplicateStatus.Same, Limit = PairsPerBatch + refused.Count }, cancellationToken);
                var next = found.Select(p => p.Pair.Id).Where(refused.Add).Take(PairsPerBatch).ToList();
                if (next.Count == 0) break;
                outcomes.AddRange(await session.Duplicates.MergeAsync(next, options, cancellationToken));
            }
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["merge", "winner", "loser", "refused"],
                outcomes.Select(o => (object?[])[o.MergeId?.ToString(), o.Winner.ToString(), o.Loser.ToString(), o.Errors.Count == 0 ? null : o.Errors[0].ToString()]), "Nothing to merge.");
            return outcomes.TrueForAll(o => o.Errors.Count == 0) ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command Dismiss(CommandContext context)
    {
        var pairs = new Argument<Guid[]>("pairs") { Description = "The pairs that are different.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("dismiss", "Says that pairs are different: no scan asks again.") { pairs };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            await session.Duplicates.DismissAsync(parsed.GetValue(pairs)!, cancellationToken);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Unmerge(CommandContext context)
    {
        var merges = new Argument<Guid[]>("merges") { Description = "The merges to undo, in this order.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("unmerge", "Undoes merges: both records are as they were, up to what was edited since. Exit code 1: something was edited, and stays.") { merges };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var undone = await session.Records.UnmergeAsync(parsed.GetValue(merges)!, null, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["merge", "winner", "loser", "kept"],
                undone.Select(u => (object?[])[u.MergeId.ToString(), u.Winner.ToString(), u.Loser.ToString(), string.Join(", ", u.Kept.Select(k => $"{k.Record} {k.Field}"))]));
            return undone.All(u => u.Kept.Count == 0) ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Argument<string> Type() => new("type") { Description = "The type of the records, such as contact." };
}
