using System.Runtime.InteropServices;
using CrmKit.Text;

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

    /// <summary>Pairs of positions, the smaller one first, each once, in order.</summary>
    public static List<(int A, int B)> Pairs(IReadOnlyList<LinkField> fields, IReadOnlyList<string[]> records)
    {
        // The forms of one field, hashed once: two values with one hash are compared without need, and that is all.
        var forms = fields.Select((f, at) => Hashes(records, f, at)).ToArray();
        var pairs = new List<ulong>();
        var keys = new (ulong Key, int At)[records.Count];
        for (var first = 0; first < fields.Count; first++)
        {
            if (IsRare(fields[first].Kind)) Add(pairs, keys, Whole(records, first), records.Count);
            for (var second = first + 1; second < fields.Count; second++)
                if (IsKey(fields[first].Kind, fields[second].Kind))
                    Add(pairs, keys, Both(forms[first], forms[second], fields[first].SwappedWith == fields[second].Key || fields[second].SwappedWith == fields[first].Key), records.Count);
        }
        // A company is known by its name alone.
        for (var field = 0; field < fields.Count; field++)
            if (fields[field].Kind == LinkKind.Company) Add(pairs, keys, forms[field], records.Count);
        pairs.Sort();
        var distinct = new List<(int, int)>(pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
            if (i == 0 || pairs[i] != pairs[i - 1]) distinct.Add(((int)(pairs[i] >> 32), (int)(uint)pairs[i]));
        return distinct;
    }

    private static void Add(List<ulong> pairs, (ulong Key, int At)[] keys, ReadOnlySpan<ulong> values, int budget)
    {
        var count = 0;
        for (var i = 0; i < values.Length; i++)
            if (values[i] != 0) keys[count++] = (values[i], i);
        Array.Sort(keys, 0, count); // by value, then by position: the same records give the same pairs
        var blocks = new List<(int Size, int Start)>();
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && keys[end].Key == keys[start].Key) end++;
            if (end - start is > 1 and <= Largest) blocks.Add((end - start, start));
            start = end;
        }
        blocks.Sort();
        var left = Math.Max(Least, budget);
        foreach (var (size, start) in CollectionsMarshal.AsSpan(blocks))
        {
            if ((left -= size * (size - 1) / 2) < 0) break;
            for (var a = start; a < start + size; a++)
                for (var b = a + 1; b < start + size; b++) pairs.Add(((ulong)(uint)keys[a].At << 32) | (uint)keys[b].At);
        }
    }

    private static ulong[] Hashes(IReadOnlyList<string[]> records, LinkField field, int at)
    {
        var hashes = new ulong[records.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Hash(Form(field.Kind, records[i][at]));
        return hashes;
    }

    private static ulong[] Whole(IReadOnlyList<string[]> records, int at)
    {
        var hashes = new ulong[records.Count];
        for (var i = 0; i < hashes.Length; i++) hashes[i] = Hash(records[i][at]);
        return hashes;
    }

    private static ulong[] Both(ulong[] first, ulong[] second, bool isSwapped)
    {
        var both = new ulong[first.Length];
        for (var i = 0; i < both.Length; i++)
        {
            var (a, b) = (first[i], second[i]);
            if (a == 0 || b == 0) continue;
            if (isSwapped && a > b) (a, b) = (b, a);
            both[i] = unchecked((a * 0x9E3779B97F4A7C15) ^ (b + 0x2545F4914F6CDD1D + (a >> 7))) | 1;
        }
        return both;
    }

    // FNV-1a; 0 is for no value.
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return 0;
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = unchecked((hash ^ c) * 1099511628211UL);
        return hash | 1;
    }

    // Two words that few share, or a word and a number beside it; two numbers say too little.
    private static bool IsKey(LinkKind a, LinkKind b) => a != LinkKind.Choice && b != LinkKind.Choice && (IsWord(a) || IsWord(b));

    private static bool IsWord(LinkKind kind) => kind is LinkKind.Name or LinkKind.Text or LinkKind.Company;

    private static bool IsRare(LinkKind kind) => kind is LinkKind.Rare or LinkKind.Date;

    private static ReadOnlySpan<char> Form(LinkKind kind, string value) => kind switch
    {
        LinkKind.Name => Soundex.Of(HanText.HasHan(value) ? Pinyin.Of(value) : value),
        LinkKind.Company when HanText.HasHan(value) && Pinyin.Of(value) is var sound => sound.AsSpan(0, Math.Min(2 * Prefix, sound.Length)),
        LinkKind.Text or LinkKind.Rare or LinkKind.Company => value.AsSpan(0, Math.Min(Prefix, value.Length)),
        _ => value,
    };
}
