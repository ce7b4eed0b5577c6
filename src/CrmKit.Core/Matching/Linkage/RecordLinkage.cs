using System.Runtime.InteropServices;

namespace CrmKit.Matching;

/// <summary>Finds the pairs of records that are about the same: candidates by blocks, likeness per field, weights learned from the records or given.</summary>
internal sealed class RecordLinkage
{
    private readonly IReadOnlyList<LinkField> _fields;
    private readonly List<(int First, int Second)> _swaps = [];

    /// <exception cref="ArgumentException">There are none or too many fields, or one is swapped with a field that is not there.</exception>
    public RecordLinkage(IReadOnlyList<LinkField> fields)
    {
        if (fields.Count is 0 or > LinkPattern.MostFields) throw new ArgumentException($"Between 1 and {LinkPattern.MostFields} fields are compared.", nameof(fields));
        _fields = fields;
        for (var f = 0; f < fields.Count; f++)
        {
            if (fields[f].SwappedWith is not { } other) continue;
            var second = Enumerable.Range(0, fields.Count).FirstOrDefault(i => fields[i].Key == other, -1);
            if (second < 0) throw new ArgumentException($"Field '{fields[f].Key}' is swapped with '{other}', which is not compared.", nameof(fields));
            if (!_swaps.Contains((second, f))) _swaps.Add((f, second));
        }
    }

    /// <summary>All candidates with how probable it is that they are the same, in the order of the records.</summary>
    /// <param name="records">Values in the order of the fields, in one case and without spaces around them; empty where there is none.</param>
    /// <param name="known">A model to use; <see langword="null"/> to learn one from these records.</param>
    public (LinkModel Model, IReadOnlyList<LinkedPair> Pairs) Link(IReadOnlyList<string[]> records, LinkModel? known = null) => Link(records, _ => known);

    /// <summary>As above, with a model that is chosen when it is known how many pairs there are to learn from.</summary>
    public (LinkModel Model, IReadOnlyList<LinkedPair> Pairs) Link(IReadOnlyList<string[]> records, Func<int, LinkModel?> known, IReadOnlyDictionary<string, decimal>? weights = null)
    {
        var candidates = LinkBlocks.Pairs(_fields, records);
        var compared = new ulong[candidates.Count];
        var patterns = new Dictionary<ulong, int>();
        for (var i = 0; i < compared.Length; i++)
        {
            var (a, b) = candidates[i];
            compared[i] = Pattern(records[a], records[b]);
            CollectionsMarshal.GetValueRefOrAddDefault(patterns, compared[i], out _)++;
        }
        var model = known(compared.Length) ?? LinkTraining.Learn(_fields, patterns, random => Pattern(records[random.Next(records.Count)], records[random.Next(records.Count)]));
        if (weights is { Count: > 0 }) model = model.With(weights);
        var probable = patterns.Keys.ToDictionary(p => p, model.Probability);
        return (model, [.. candidates.Select((c, i) => new LinkedPair(c.A, c.B, compared[i], probable[compared[i]]))]);
    }

    /// <summary>How alike two records are.</summary>
    public ulong Compare(string[] a, string[] b) => Pattern(a, b);

    private ulong Pattern(string[] a, string[] b) => LinkPattern.Of(_fields, _swaps, a, b);
}

/// <summary>Two records, by position, and how probable it is that they are the same.</summary>
internal readonly record struct LinkedPair(int A, int B, ulong Pattern, double Probability);
