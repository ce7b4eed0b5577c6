namespace CrmKit.Web;

/// <summary>What changed between two texts, line by line.</summary>
internal static class LineDiff
{
    /// <summary>Longer texts are told as taken out and put in wholly: the table of a comparison grows with both.</summary>
    private const int MostLines = 1_500;

    /// <summary>The lines that went and came, in the order of the text; those that stayed are left out but for one around each change.</summary>
    public static IReadOnlyList<DiffLine> Of(string before, string after)
    {
        var (old, now) = (Lines(before), Lines(after));
        if (old.Length > MostLines || now.Length > MostLines) return [.. old.Select(l => new DiffLine(DiffKind.Gone, l)), .. now.Select(l => new DiffLine(DiffKind.Come, l))];
        var all = Walk(old, now, Common(old, now));
        return [.. all.Where((line, i) => line.Kind != DiffKind.Same || (i > 0 && all[i - 1].Kind != DiffKind.Same) || (i + 1 < all.Count && all[i + 1].Kind != DiffKind.Same))];
    }

    // How many lines two ends of the texts have in common.
    private static int[,] Common(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return common;
    }

    private static List<DiffLine> Walk(string[] old, string[] now, int[,] common)
    {
        var lines = new List<DiffLine>();
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                lines.Add(new DiffLine(DiffKind.Same, old[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1])) lines.Add(new DiffLine(DiffKind.Gone, old[i++]));
            else lines.Add(new DiffLine(DiffKind.Come, now[j++]));
        }
        return lines;
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.ReplaceLineEndings("\n").Split('\n');
}

/// <param name="Kind">What became of it.</param>
/// <param name="Text">The line.</param>
internal sealed record DiffLine(DiffKind Kind, string Text);

internal enum DiffKind
{
    Same,
    Gone,
    Come,
}
