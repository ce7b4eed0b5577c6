using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Documents;
using CrmKit.Records;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit document</c>: a printed document out of one record, into a file or kept with the record.</summary>
internal static class DocumentCommand
{
    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The record type, such as quote." };
        var id = new Argument<Guid>("id") { Description = "The record's id." };
        var template = new Argument<string>("template") { Description = "The template, such as core.quote." };
        var file = new Argument<string?>("file") { Description = "Where to write it; by default what the template calls it, in this folder.", DefaultValueFactory = _ => null };
        var format = new Option<DocumentFormat>("--format") { Description = "html or pdf." };
        var paper = new Option<DocumentPaper?>("--paper") { Description = "a4 or letter; by default as the settings say." };
        var culture = new Option<string?>("--culture") { Description = "The language and the way of writing numbers and days, such as de-AT." };
        var attach = new Option<bool>("--attach") { Description = "Keep it with the record instead of writing a file." };
        var command = new Command("document", "Prints a quote, an order, a contract or whatever has a template.") { type, id, template, file, format, paper, culture, attach };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var keep = parsed.GetValue(attach);
            var print = new DocumentPrint { Format = parsed.GetValue(format), Paper = parsed.GetValue(paper), Culture = parsed.GetValue(culture), Attach = keep };
            var printed = await session.Documents.PrintAsync(parsed.GetValue(template)!, new RecordRef(parsed.GetValue(type)!, parsed.GetValue(id)), print, cancellationToken);
            var path = keep ? null : parsed.GetValue(file) ?? printed.FileName;
            if (path is not null) await File.WriteAllBytesAsync(path, printed.Content.ToArray(), cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["file", "attachment", "bytes", "hidden"], [[path ?? printed.FileName, printed.Attachment?.Id, printed.Content.Length, string.Join(", ", printed.HiddenFields)]]);
            return ExitCodes.Done;
        });
        return command;
    }
}
