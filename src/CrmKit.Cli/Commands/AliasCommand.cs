using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Formats;
using CrmKit.Formats.Csv;
using CrmKit.Formats.Xlsx;
using CrmKit.Matching;
using CrmKit.Text;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit match aliases</c>: how well other names of companies are traced to a master list, in a file that says which belongs to which. Needs no database.</summary>
internal static class AliasCommand
{
    private const int Chunk = 1000;

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("file") { Description = "A workbook or delimited text with a header." };
        var alias = new Option<string>("--alias") { Description = "The column of the other names.", Required = true };
        var master = new Option<string>("--master") { Description = "The column of the names that they belong to.", Required = true };
        var missed = new Option<bool>("--missed") { Description = "Lists what was not found, and what was taken wrongly, instead." };
        var command = new Command("aliases", "Traces other names of companies to a master list without looking at the answers, and says how well.") { file, alias, master, missed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var pairs = await ReadAsync(parsed.GetValue(file)!, parsed.GetValue(alias)!, parsed.GetValue(master)!, cancellationToken);
                Tell(context, parsed.GetValue(context.Options.Json), pairs, parsed.GetValue(missed));
                return ExitCodes.Done;
            }
            catch (CrmException refusal)
            {
                foreach (var error in refusal.Errors) await context.Error.WriteLineAsync($"{error.Code}: {error.Message}");
                return ExitCodes.Failed;
            }
        });
        return command;
    }

    private static void Tell(CommandContext context, bool isJson, HashSet<(string Alias, string Master)> pairs, bool isMissed)
    {
        var truth = pairs.ToLookup(p => p.Alias, p => p.Master, StringComparer.Ordinal);
        var matching = new AliasMatching([.. pairs.Select(p => p.Master)], [.. pairs.Select(p => p.Alias)]);
        var found = truth.ToDictionary(t => t.Key, t => matching.Find(t.Key), StringComparer.Ordinal);
        var taken = found.SelectMany(f => f.Value.Where(c => c.IsTaken).Select(c => (Alias: f.Key, Master: c.Name))).ToList();
        // What somebody is asked about first: the nearest name, or all that are as near.
        var asked = found.SelectMany(f => (f.Value.Any(c => c.IsTaken) ? f.Value.Where(c => c.IsTaken) : f.Value.Where(c => c.Score >= f.Value[0].Score)).Select(c => (Alias: f.Key, Master: c.Name))).ToList();
        var offered = found.SelectMany(f => f.Value.Select(c => (Alias: f.Key, Master: c.Name))).ToHashSet();
        if (isMissed)
        {
            TableOutput.Write(context.Output, isJson, ["alias", "master", "what", "offered"],
                pairs.Where(p => !offered.Contains(p)).Select(p => (object?[])[p.Alias, p.Master, "missed", string.Join(", ", found[p.Alias].Select(c => $"{c.Name} {c.Score:0.00}"))])
                    .Concat(taken.Where(t => !pairs.Contains(t)).Select(t => (object?[])[t.Alias, t.Master, "wrong", string.Join(", ", truth[t.Alias])])));
            return;
        }
        // Those that are written as the name itself are no feat: the last line leaves them out.
        TableOutput.Write(context.Output, isJson, ["of", "aliases", "pairs", "taken", "right", "precision", "recallTaken", "precisionNearest", "recallNearest", "recallOffered", "ambiguousTaken"],
            [Row("all", _ => true), Row("chinese", p => HanText.HasHan(p.Alias)), Row("chinese-of-one", p => HanText.HasHan(p.Alias) && truth[p.Alias].Count() == 1), Row("other", p => !HanText.HasHan(p.Alias)), Row("written-otherwise", p => p.Alias != p.Master)]);

        object?[] Row(string of, Func<(string Alias, string Master), bool> counts)
        {
            var (some, taking, asking) = (pairs.Where(counts).ToList(), taken.Where(counts).ToList(), asked.Where(counts).ToList());
            var (right, near) = (taking.Count(pairs.Contains), asking.Count(pairs.Contains));
            return [of, some.Select(p => p.Alias).Distinct(StringComparer.Ordinal).Count(), some.Count, taking.Count, right, Share(right, taking.Count), Share(right, some.Count), Share(near, asking.Count), Share(near, some.Count), Share(some.Count(offered.Contains), some.Count), taking.Count(t => truth[t.Alias].Count() > 1)];
        }
    }

    private static decimal Share(int part, int whole) => whole == 0 ? 1 : Math.Round((decimal)part / whole, 4);

    private static async Task<HashSet<(string Alias, string Master)>> ReadAsync(string path, string alias, string master, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CrmValidationException(CliErrors.FileMissing(path));
        IImportFormat format = Path.GetExtension(path).Equals(".xlsx", StringComparison.OrdinalIgnoreCase) ? new XlsxImport() : new CsvImport();
        await using var reader = await format.OpenAsync(new ImportSource(Path.GetFileName(path), new FileInfo(path).Length, () => File.OpenRead(path)), cancellationToken);
        var columns = reader.Columns.Select(c => c.Trim()).ToList();
        int At(string name) => columns.IndexOf(name) is var at and >= 0 ? at : throw new CrmValidationException(CliErrors.MatchColumn(name, columns));
        var (from, to, pairs) = (At(alias), At(master), new HashSet<(string, string)>());
        while (await reader.ReadAsync(Chunk, cancellationToken) is { Count: > 0 } rows)
            foreach (var row in rows)
                if (row.Error is null && row.Cells[from].Trim() is { Length: > 0 } name && row.Cells[to].Trim() is { Length: > 0 } known) pairs.Add((name, known));
        return pairs;
    }
}
