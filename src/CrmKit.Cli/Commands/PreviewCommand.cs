using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Imports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit import preview</c>.</summary>
internal static class PreviewCommand
{
    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type, such as opportunity." };
        var file = new Argument<string>("file") { Description = "The file." };
        var format = new Option<string?>("--format") { Description = "The format of the file; found out by its content by default." };
        var preset = new Option<string?>("--preset") { Description = "The CRM that the file was exported from, such as salesforce; found out by the headers by default." };
        var sheet = new Option<string?>("--sheet") { Description = "The sheet of a workbook." };
        var save = new Option<string?>("--save") { Description = "Writes the proposed map to this file, to be changed and given to 'import --map'." };
        var saveAs = new Option<string?>("--save-as") { Description = "Keeps the proposed map under this name, for 'import --map'." };
        var command = new Command("preview", "Shows what a file holds and which fields its columns would fill; writes nothing. Exit code 1: something about it has to be decided.") { type, file, format, preset, sheet, save, saveAs };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var preview = await session.Imports.PreviewAsync(new ImportPreviewRequest(parsed.GetValue(type)!, parsed.GetValue(file)!)
            {
                Format = parsed.GetValue(format),
                Preset = parsed.GetValue(preset),
                Reading = parsed.GetValue(sheet) is { } named ? new ImportMap { Columns = [], Sheet = named } : null,
            }, cancellationToken);
            if (parsed.GetValue(save) is { } path && preview.Map is { } map)
            {
                if (File.Exists(path)) throw new CrmConflictException(CliErrors.FileExists(path));
                await File.WriteAllTextAsync(path, map.ToJson() + "\n", cancellationToken);
            }
            if (parsed.GetValue(saveAs) is { } name && preview.Map is { } kept)
                await session.Records.SaveAsync(new ChangeSet().Create(new ImportMapping { Name = name, RecordType = preview.Type, Definition = kept.ToJson() }), cancellationToken);
            if (parsed.GetValue(context.Options.Json)) PreviewOutput.WriteJson(context.Output, preview);
            else PreviewOutput.WriteText(context.Output, preview);
            return preview.Doubts.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
