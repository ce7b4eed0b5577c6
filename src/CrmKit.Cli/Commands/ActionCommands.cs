using System.CommandLine;
using CrmKit.Actions;
using CrmKit.Cli.Output;
using CrmKit.Forms;
using CrmKit.Sessions;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit actions list|run</c>: what plugins let people do to records, through the door that the buttons ask.</summary>
internal static class ActionCommands
{
    public static Command Create(CommandContext context) => new("actions", "What plugins do to records by a button.") { List(context), Run(context) };

    private static Command List(CommandContext context)
    {
        var type = new Option<string?>("--type") { Description = "Only those for this record type." };
        var command = new Command("list", "Lists the actions, with what each takes.") { type };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var actions = session.Catalog.RecordActions.Where(a => parsed.GetValue(type) is not { } wanted || a.RecordTypes.Contains(session.Catalog.Type(wanted).Key));
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["action", "label", "types", "inputs", "plugin"],
                actions.Select(a => new object?[] { a.Key, a.Label.English, string.Join(',', a.RecordTypes), string.Join(',', a.Inputs.Select(i => i.Key + (i.IsRequired ? "" : "?"))), a.Source }), "No actions.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Run(CommandContext context)
    {
        var key = new Argument<string>("action") { Description = "The action's key." };
        var type = new Argument<string>("type") { Description = "The record type." };
        var ids = new Argument<Guid[]>("ids") { Description = "The ids of the records.", Arity = ArgumentArity.ZeroOrMore };
        var filter = new Option<string?>("--filter") { Description = "All records that match, in place of ids." };
        var set = new Option<string[]>("--set") { Description = "An input as key=value; once for each." };
        var yes = new Option<bool>("--yes") { Description = "Do it without being asked." };
        var command = new Command("run", "Does it to records: to each all of it or nothing, in batches of at most 500.") { key, type, ids, filter, set, yes };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var definition = session.Catalog.Type(parsed.GetValue(type)!);
            var action = session.Catalog.RecordActions.FirstOrDefault(a => a.Key == parsed.GetValue(key) && a.RecordTypes.Contains(definition.Key)) ?? throw new CrmNotFoundException(ActionErrors.Unknown(parsed.GetValue(key)!, definition.Key));
            var inputs = Inputs(action, parsed.GetValue(set) ?? []);
            if (session.Actions.Check(action.Key, inputs) is { Count: > 0 } wrong) throw new CrmValidationException(wrong);
            var records = parsed.GetValue(filter) is { } asked ? await MatchingAsync(session, definition.Key, asked, cancellationToken) : parsed.GetValue(ids) ?? [];
            if (action.Confirm is { } question && !parsed.GetValue(yes))
            {
                context.Output.WriteLine($"{question.English} It is about {records.Count} records. Say --yes. Nothing was done.");
                return ExitCodes.Findings;
            }
            return await RunAsync(context, parsed, session, new RecordActionRequest(action.Key, definition.Key, records) { Inputs = inputs }, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, ICrmSession session, RecordActionRequest request, CancellationToken cancellationToken)
    {
        var (rows, said, isRefused) = (new List<object?[]>(), new List<string>(), false);
        // Without records too: the door says how many there may be.
        foreach (var batch in request.Records.Distinct().Chunk(IRecordActions.MostRecords).DefaultIfEmpty([]))
        {
            var result = await session.Actions.RunAsync(request with { Records = batch }, cancellationToken);
            rows.AddRange(result.Done.Select(r => new object?[] { r.Id, result.Changed.Contains(r) ? "changed" : "done", null, null }));
            rows.AddRange(result.Refused.Select(e => new object?[] { e.Record?.Id, "refused", e.Code, e.Message }));
            said.AddRange(result.Messages.Select(m => m.English));
            isRefused |= result.Refused.Count > 0;
        }
        var isJson = parsed.GetValue(context.Options.Json);
        TableOutput.Write(context.Output, isJson, ["id", "outcome", "code", "message"], rows);
        if (!isJson) foreach (var text in said.Distinct()) context.Output.WriteLine(text);
        return isRefused ? ExitCodes.Findings : ExitCodes.Done;
    }

    private static CustomValues Inputs(RecordActionDefinition action, string[] given)
    {
        var (type, values) = (action.InputType(), new List<KeyValuePair<string, object?>>());
        foreach (var (name, text) in given.Select(g => g.Split('=', 2)).Select(p => (p[0], p.ElementAtOrDefault(1) ?? "")))
        {
            var field = type.Field(name);
            values.Add(new(field.Key, FormValues.TryRead(field, text, out var value) ? value : throw new CrmValidationException([FieldErrors.Type(field, text)])));
        }
        return CustomValues.Empty.With(values);
    }

    private static async Task<IReadOnlyList<Guid>> MatchingAsync(ICrmSession session, string type, string filter, CancellationToken cancellationToken)
    {
        var (found, query) = (new List<Guid>(), new RecordQuery(type) { Filter = filter, OrderBy = "createdAt", Size = 1000 });
        do
        {
            var page = await session.Records.QueryAsync(query, cancellationToken);
            found.AddRange(page.Items.Select(r => r.Id));
            query = query with { Cursor = page.Next };
        }
        while (query.Cursor is not null);
        return found;
    }
}
