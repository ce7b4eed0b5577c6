using System.CommandLine;
using System.Text.RegularExpressions;
using CrmKit.Cli.Output;
using CrmKit.Formats;
using CrmKit.Formats.Csv;
using CrmKit.Matching;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit match measure</c>: how well duplicates are found in a file of which it is known who is who. Needs no database.</summary>
internal static class MatchCommand
{
    private const int Chunk = 1000;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "Delimited text with a header." };
        var fields = new Option<string>("--fields") { Description = "The columns to compare with their kinds (name, text, code, rare, choice), such as \"given=name,family=name~given,born=rare\"; ~ names the column that one is mixed up with.", Required = true };
        var same = new Option<string>("--same") { Description = "A column, and a regular expression whose first group is equal for rows about the same, such as \"id=^rec-(\\d+)\".", Required = true };
        var measure = new Command("measure", "Learns from the file without looking at the answers, and says how many of the true pairs it finds.") { file, fields, same };
        measure.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var links = Fields(parsed.GetValue(fields)!);
                var answer = parsed.GetValue(same)!.Split('=', 2) is [var column, var pattern] && IsPattern(pattern) ? (Column: column, Pattern: pattern) : throw new CrmValidationException(CliErrors.MatchSame(parsed.GetValue(same)!));
                var (records, groups) = await ReadAsync(parsed.GetValue(file)!, links, answer.Column, new Regex(answer.Pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)), cancellationToken);
                var accuracy = LinkAccuracy.Of(new RecordLinkage(links).Link(records).Pairs, groups, 0.5, 0.9, 0.99);
                if (!parsed.GetValue(context.Options.Json)) context.Output.WriteLine($"{accuracy.Records} records, {accuracy.Pairs} pairs of the same; {accuracy.Candidates} pairs compared, {accuracy.Covered} of the same among them");
                TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["threshold", "right", "wrong", "missed", "precision", "recall", "f1"],
                    accuracy.At.Select(o => new object?[] { (decimal)o.Threshold, o.Right, o.Wrong, o.Missed, Math.Round((decimal)o.Precision, 4), Math.Round((decimal)o.Recall, 4), Math.Round((decimal)o.F1, 4) }));
                return ExitCodes.Done;
            }
            catch (CrmException refusal)
            {
                foreach (var error in refusal.Errors) await context.Error.WriteLineAsync($"{error.Code}: {error.Message}");
                return ExitCodes.Failed;
            }
        });
        return new Command("match", "Duplicates: how well they are found.") { measure, AliasCommand.Create(context) };
    }

    private static List<LinkField> Fields(string text)
    {
        var fields = new List<LinkField>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is not [var key, var how] || how.Split('~', 2) is not [var kind, ..] sides || !Enum.TryParse<LinkKind>(kind, ignoreCase: true, out var known) || !Enum.IsDefined(known))
                throw new CrmValidationException(CliErrors.MatchField(part));
            fields.Add(new LinkField(key.Trim(), known, sides.Length > 1 ? sides[1].Trim() : null));
        }
        if (fields.Count is 0 or > LinkPattern.MostFields || fields.Find(f => f.SwappedWith is { } other && fields.TrueForAll(o => o.Key != other)) is not null) throw new CrmValidationException(CliErrors.MatchField(text));
        return fields;
    }

    private static async Task<(List<string[]> Records, List<string> Groups)> ReadAsync(string path, IReadOnlyList<LinkField> fields, string column, Regex same, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CrmValidationException(CliErrors.FileMissing(path));
        await using var reader = await new CsvImport().OpenAsync(new ImportSource(Path.GetFileName(path), new FileInfo(path).Length, () => File.OpenRead(path)), cancellationToken);
        var columns = reader.Columns.Select((name, at) => (Name: name.Trim(), At: at)).ToDictionary(c => c.Name, c => c.At, StringComparer.OrdinalIgnoreCase);
        int At(string name) => columns.TryGetValue(name, out var at) ? at : throw new CrmValidationException(CliErrors.MatchColumn(name, columns.Keys));
        var (positions, answer) = (fields.Select(f => At(f.Key)).ToArray(), At(column));
        var (records, groups) = (new List<string[]>(), new List<string>());
        while (await reader.ReadAsync(Chunk, cancellationToken) is { Count: > 0 } rows)
            foreach (var row in rows)
            {
                if (row.Error is not null) continue;
                records.Add([.. positions.Select(p => row.Cells[p].Trim().ToLowerInvariant())]);
                groups.Add(same.Match(row.Cells[answer].Trim()) is { Success: true } match ? match.Groups[1].Value : $"row {records.Count}");
            }
        return (records, groups);
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            return new Regex(pattern).GetGroupNumbers().Length > 1;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
