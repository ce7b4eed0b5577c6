using System.CommandLine;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit list</c>.</summary>
internal static class ListCommand
{
    private const int ShownColumns = 8;

    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type, such as account." };
        var filter = new Option<string?>("--filter") { Description = "A filter, such as \"stage eq 'won' and amount gt 1000\"." };
        var order = new Option<string?>("--order") { Description = "Field keys parted by commas, - before one for descending." };
        var size = new Option<int>("--size") { Description = "How many at most, 1 to 1000.", DefaultValueFactory = _ => 50 };
        var fields = new Option<string?>("--fields") { Description = "Field keys to show, parted by commas; by default the first with a value." };
        var view = new Option<string?>("--view") { Description = "A saved view, by name or id: its filter beside --filter, its order and columns unless others are given." };
        var segment = new Option<string?>("--segment") { Description = "A segment, by name or id: its members alone." };
        var command = new Command("list", "Lists records.") { type, filter, order, size, fields, view, segment };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var definition = session.Catalog.Type(parsed.GetValue(type)!);
            var query = new RecordQuery(definition.Key) { Filter = parsed.GetValue(filter), OrderBy = parsed.GetValue(order), Size = parsed.GetValue(size) };
            var saved = parsed.GetValue(view) is { } named ? await ViewCommands.FindAsync(session, definition.Key, named, cancellationToken) : null;
            if (saved is not null) query = await session.Views.ApplyAsync(saved, query, cancellationToken);
            var page = parsed.GetValue(segment) is { } within
                ? await session.Segments.QueryAsync((await SegmentCommands.FindAsync(session, definition.Key, within, cancellationToken)).Id, query, cancellationToken)
                : await session.Records.QueryAsync(query, cancellationToken);
            var chosen = parsed.GetValue(fields) ?? (saved is { Columns.Count: > 0 } ? string.Join(',', saved.Columns) : null);
            var shown = chosen is { } keys
                ? keys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(definition.Field).ToList()
                : [.. definition.Fields.Where(f => f.Nature != FieldNature.System && f.Kind != FieldKind.Reference && page.Items.Any(r => f.Get(r) is not null)).Take(ShownColumns)];
            IEnumerable<FieldDefinition> columns = parsed.GetValue(context.Options.Json) && chosen is null ? definition.Fields : [definition.Field("id"), .. shown.Where(f => f.Key != "id")];
            columns = columns.Where(f => !page.HiddenFields.Contains(f.Key)).ToList();
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), [.. columns.Select(f => f.Key)], page.Items.Select(r => columns.Select(f => f.Get(r)).ToArray()));
            return ExitCodes.Done;
        });
        return command;
    }
}
