using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Imports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type, such as opportunity." };
        var file = new Argument<string>("file") { Description = "The file." };
        var map = new Option<string?>("--map") { Description = "The JSON file that says which column fills which field, or the name of a saved map. Without one the map that 'import preview' proposes is taken, if nothing about it is doubtful." };
        var format = new Option<string?>("--format") { Description = "The format of the file, such as csv or jsonl; found out by its content by default." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and write nothing but the error file." };
        var chunk = new Option<int>("--chunk") { Description = "Rows per transaction, 1 to 10000.", DefaultValueFactory = _ => 2000 };
        var force = new Option<bool>("--force") { Description = "Import a file again that was imported with the same map." };
        var errors = new Option<string?>("--errors") { Description = "Where refused rows go; by default <name>.errors.csv beside the file." };
        var existing = new Option<ExistingRecordPolicy?>("--on-existing") { Description = "What to do with rows whose record exists, whatever the map says: refuse, skip, update, create or ask." };
        var questions = new Option<string?>("--questions") { Description = "Where rows go that look like an existing record, under ask; by default <name>.questions.csv beside the file." };
        var command = new Command("import", "Imports a file. Refused rows go to a file beside it, the rest is imported.") { type, file, map, format, dryRun, chunk, force, errors, existing, questions };
        foreach (var subcommand in new[] { PreviewCommand.Create(context), ImportListCommand.Create(context), ImportReportCommand.Create(context), ImportQuestionCommands.Questions(context), ImportQuestionCommands.Answer(context) }) command.Subcommands.Add(subcommand);
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var named = parsed.GetValue(map);
            var isFile = named is not null && (File.Exists(named) || named.EndsWith(".json", StringComparison.OrdinalIgnoreCase));
            var request = new ImportRequest(parsed.GetValue(type)!, parsed.GetValue(file)!, isFile ? await ReadMapAsync(named!, cancellationToken) : null)
            {
                MapName = isFile ? null : named,
                OnExisting = parsed.GetValue(existing),
                QuestionPath = parsed.GetValue(questions),
                Format = parsed.GetValue(format),
                DryRun = parsed.GetValue(dryRun),
                ChunkSize = parsed.GetValue(chunk),
                Force = parsed.GetValue(force),
                ErrorPath = parsed.GetValue(errors),
            };
            var isJson = parsed.GetValue(context.Options.Json);
            await using var session = database.Session();
            var result = await ProgressBar.RunAsync(context, isJson, request.Path, progress => session.Imports.RunAsync(request, progress, cancellationToken));
            if (isJson) ImportOutput.WriteJson(context.Output, result, request.DryRun);
            else ImportOutput.WriteText(context.Output, result, request.DryRun);
            return result.Refused + result.Asked == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static async Task<ImportMap> ReadMapAsync(string path, CancellationToken cancellationToken)
    {
        string json;
        try
        {
            json = await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CrmNotFoundException(CliErrors.FileMissing(path));
        }
        return ImportMap.FromJson(json);
    }
}
