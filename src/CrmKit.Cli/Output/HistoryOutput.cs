using System.Globalization;
using System.Text.Json;
using CrmKit.Plugins;

namespace CrmKit.Cli.Output;

/// <summary>What was done with a plugin, the newest first: a line for each act, and one below it for each thing that it changed.</summary>
internal static class HistoryOutput
{
    public static void Write(TextWriter output, IReadOnlyList<PluginHistoryEntry> history)
    {
        if (history.Count == 0) output.WriteLine("Nothing was done with it yet.");
        foreach (var entry in history)
        {
            output.WriteLine($"{entry.At.ToString("u", CultureInfo.InvariantCulture)}  {entry.ActorName ?? entry.ActorId?.ToString()}  {entry.What}{(entry.Reason is { } reason ? $": {reason}" : "")}");
            using var changes = JsonDocument.Parse(entry.Changes);
            foreach (var change in changes.RootElement.EnumerateObject()) output.WriteLine($"    {change.Name}: {Text(change.Value[0].GetString() ?? "", change.Value[1].GetString() ?? "")}");
        }
    }

    // Of long lists only what came and what went.
    private static string Text(string was, string now)
    {
        var (before, after) = (was.Split(' ', StringSplitOptions.RemoveEmptyEntries), now.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (before.Length < 2 && after.Length < 2) return now.Length == 0 ? $"was {was}" : was.Length == 0 ? now : $"{was} → {now}";
        return string.Join(' ', after.Except(before).Select(a => "+" + a).Concat(before.Except(after).Select(b => "-" + b)));
    }
}
