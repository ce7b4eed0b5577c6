using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Imports;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit import questions</c> and <c>crmkit import answer</c>.</summary>
internal static class ImportQuestionCommands
{
    public static Command Questions(CommandContext context)
    {
        var import = new Option<Guid?>("--import") { Description = "Of one import." };
        var type = new Option<string?>("--type") { Description = "Of one record type." };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 1,000.", DefaultValueFactory = _ => 100 };
        var command = new Command("questions", "Lists rows that wait for an answer whether they are the record that they look like. Exit code 1: there are some.") { import, type, limit };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var questions = await session.Imports.QuestionsAsync(new ImportQuestionQuery { Import = parsed.GetValue(import), Type = parsed.GetValue(type), Limit = parsed.GetValue(limit) }, cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["question", "file", "line", "row", "record", "name", "confidence", "why"], questions.Select(q => (object?[])
                [q.Id.ToString(), q.FileName, q.Question.Line, string.Join(", ", q.Row.Values.Where(v => v.Length > 0)), q.Question.Record.ToString(), q.Question.Name, q.Question.Confidence, q.Question.Reason]), "No row waits.");
            return questions.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    public static Command Answer(CommandContext context)
    {
        var answer = new Argument<ExistingRecordPolicy>("answer") { Description = "create, update or skip." };
        var questions = new Argument<Guid[]>("questions") { Description = "The questions.", Arity = ArgumentArity.ZeroOrMore };
        var import = new Option<Guid?>("--import") { Description = "All questions of an import." };
        var record = new Option<Guid?>("--record") { Description = "The record to update, when it is another one than the question names." };
        var command = new Command("answer", "Answers rows that wait: each becomes a record, changes one or is left out. Exit code 1: some were refused, and wait on.") { answer, questions, import, record };
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            await using var session = database.Session();
            var asked = parsed.GetValue(questions)!.ToList();
            if (parsed.GetValue(import) is { } of) asked.AddRange((await session.Imports.QuestionsAsync(new ImportQuestionQuery { Import = of, Limit = 1000 }, cancellationToken)).Select(q => q.Id));
            var outcomes = asked.Count == 0 ? [] : await session.Imports.AnswerAsync([.. asked.Select(q => new ImportAnswer(q, parsed.GetValue(answer)) { Record = parsed.GetValue(record) })], cancellationToken);
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["question", "record", "refused"],
                outcomes.Select(o => (object?[])[o.Question.ToString(), o.Record?.ToString(), o.IsSettled ? null : o.Errors[0].Error.ToString()]), "No row waits.");
            return outcomes.All(o => o.IsSettled) ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }
}
