using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Search;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit search</c>, and <c>crmkit search rebuild</c>.</summary>
internal static class SearchCommand
{
    private const int LongestShown = 80;

    public static Command Create(CommandContext context)
    {
        var text = new Argument<string>("text") { Description = "Words or their beginnings, numbers, Chinese also by pinyin or initials." };
        var types = new Option<string?>("--types") { Description = "Record types parted by commas; all that you may read by default." };
        var size = new Option<int>("--size") { Description = "How many at most, 1 to 100.", DefaultValueFactory = _ => 20 };
        var find = new Command("search", "Finds records of all types by their words.") { text, types, size };
        context.Run(find, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var page = await session.Search.FindAsync(new SearchRequest(parsed.GetValue(text)!)
            {
                Types = parsed.GetValue(types)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Size = parsed.GetValue(size),
            }, cancellationToken);
            var isJson = parsed.GetValue(context.Options.Json);
            if (!isJson && page.Corrections.Count > 0) await context.Output.WriteLineAsync($"Nothing is called so; this is about {string.Join(", ", page.Corrections)}.");
            TableOutput.Write(context.Output, isJson, ["type", "id", "title", "field", "text"],
                page.Results.Select(r => new object?[] { r.Record.Type, r.Record.Id, r.Title, r.Matches[0].Field, Shown(r.Matches[0]) }));
            return ExitCodes.Done;
        });

        var type = new Option<string?>("--type") { Description = "One record type; all by default." };
        var rebuild = new Command("rebuild", "Writes the search index anew, after fields were marked as searchable. Others may work meanwhile, but do not find everything.") { type };
        context.Run(rebuild, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var count = await session.Search.RebuildAsync(parsed.GetValue(type), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["records"], [[count]]);
            return ExitCodes.Done;
        });
        find.Subcommands.Add(rebuild);
        return find;
    }

    // What was found, and as much around it as fits a line.
    private static string Shown(SearchMatch match)
    {
        var start = match.Text.Length <= LongestShown || match.Parts.Count == 0 ? 0 : Math.Max(0, Math.Min(match.Parts[0].Start - 20, match.Text.Length - LongestShown));
        return match.Text.Substring(start, Math.Min(LongestShown, match.Text.Length - start)).ReplaceLineEndings(" ");
    }
}
