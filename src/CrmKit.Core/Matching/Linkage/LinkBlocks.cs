namespace CrmKit.Matching;

/// <summary>
/// Finds the pairs that are worth a comparison: records that share a rare value, or two that are less rare, one of them in a form that a slip mostly leaves alone. Each kind of key is one pass over the records and gives as many pairs as
/// there are records at most, those of the rarest values first: work grows with the records, not with their square. What very many share is no key at all.
/// </summary>
internal static class LinkBlocks
{
    /// <summary>A value that more records share tells them apart from nobody.</summary>
    public const int Largest = 100;

    private const int Prefix = 4;
    private const int Least = 10_000; // pairs of each key, however few records there are

    /// <summary>Pairs of positions, the smaller one first, each once.</summary>
    public static List<(int A, int B)> Pairs(IReadOnlyList<LinkField> fields, IReadOnlyList<string[]> records)
    {
        var pairs = new HashSet<(int, int)>();
        foreach (var key in Keys(fields))
        {
            var blocks = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            for (var i = 0; i < records.Count; i++)
                if (key(records[i]) is { } value) (blocks.TryGetValue(value, out var block) ? block : blocks[value] = []).Add(i);
            var left = Math.Max(Least, records.Count);
            foreach (var block in blocks.Values.Where(b => b.Count is > 1 and <= Largest).OrderBy(b => b.Count)) // stable: the same records give the same pairs
            {
                if ((left -= block.Count * (block.Count - 1) / 2) < 0) break;
                for (var a = 0; a < block.Count; a++)
                    for (var b = a + 1; b < block.Count; b++) pairs.Add((block[a], block[b]));
            }
        }
        return [.. pairs.Order()];
    }

    private static IEnumerable<Func<string[], string?>> Keys(IReadOnlyList<LinkField> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var first = i;
            if (fields[first].Kind == LinkKind.Rare) yield return r => r[first].Length == 0 ? null : r[first];
            for (var j = i + 1; j < fields.Count; j++)
            {
                var second = j;
                if (!IsKey(fields[first].Kind, fields[second].Kind)) continue;
                var isSwapped = fields[first].SwappedWith == fields[second].Key || fields[second].SwappedWith == fields[first].Key;
                yield return r => Both(Form(fields[first].Kind, r[first]), Form(fields[second].Kind, r[second]), isSwapped);
            }
        }
    }

    // Two words that few share, or a word and a number beside it; two numbers say too little.
    private static bool IsKey(LinkKind a, LinkKind b) => a != LinkKind.Choice && b != LinkKind.Choice && (IsWord(a) || IsWord(b));

    private static bool IsWord(LinkKind kind) => kind is LinkKind.Name or LinkKind.Text;

    private static string? Both(string a, string b, bool isSwapped)
    {
        if (a.Length == 0 || b.Length == 0) return null;
        return isSwapped && string.CompareOrdinal(a, b) > 0 ? b + "|" + a : a + "|" + b;
    }

    private static string Form(LinkKind kind, string value) => kind switch
    {
        LinkKind.Name => Soundex.Of(value),
        LinkKind.Text or LinkKind.Rare => value.Length <= Prefix ? value : value[..Prefix],
        _ => value,
    };
}
