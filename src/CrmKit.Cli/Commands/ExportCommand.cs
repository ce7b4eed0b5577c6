using System.CommandLine;
using System.Globalization;
using CrmKit.Cli.Output;
using CrmKit.Exports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type, such as opportunity." };
        var file = new Argument<string>("file") { Description = "Where to write." };
        var format = new Option<string>("--format") { Description = "The format, such as csv or jsonl.", DefaultValueFactory = _ => "csv" };
        var filter = new Option<string?>("--filter") { Description = "A filter, such as \"stage eq 'won' and amount gt 1000\"." };
        var order = new Option<string?>("--order") { Description = "Field keys parted by commas, - before one for descending." };
        var fields = new Option<string?>("--fields") { Description = "Field keys parted by commas, in the order of the columns; by default all that may be read." };
        var force = new Option<bool>("--force") { Description = "Replace the file if it exists." };
        var command = new Command("export", "Writes records of one type to a file.") { type, file, format, filter, order, fields, force };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            var request = new ExportRequest(parsed.GetValue(type)!)
            {
                Format = parsed.GetValue(format)!,
                Filter = parsed.GetValue(filter),
                OrderBy = parsed.GetValue(order),
                Fields = parsed.GetValue(fields)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
            };
            var path = parsed.GetValue(file)!;
            if (File.Exists(path) && !parsed.GetValue(force)) throw new CrmConflictException(CliErrors.FileExists(path));
            await using var session = database.Session();
            await session.Exports.PrepareAsync(request, cancellationToken);
            var count = await WholeFile.WriteAsync(path, output => session.Exports.WriteAsync(request, output, cancellationToken));
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} records in {path}"));
            return ExitCodes.Done;
        });
        return command;
    }
}
