using CrmKit.Text;

namespace CrmKit.Matching;

/// <summary>
/// Finds for each alias of a company the names of a master list that it may mean. Names are compared by the parts that few others have: pairs of Chinese characters and Latin words, weighted by how rare they are among all names
/// of the list; regions on both sides must not contradict each other. Names in brackets teach that two writings are one (西门子（SIEMENS）), for the whole list.
/// </summary>
internal sealed class AliasMatching
{
    private const double Floor = 0.15; // below it nothing is offered
    private const double Taken = 0.62; // from it on an alias is taken for the name, unless another name is nearly as near
    private const double Margin = 0.08;
    private const double TakenAlone = 0.35; // from it on, when every other name is much further away
    private const double Apart = 0.7;
    private const double Alike = 0.8; // one slip away, or the sound of it in another writing: beside such a name none is taken, however near it is itself
    private const int MostOffered = 5;

    private readonly (IReadOnlyList<string> Names, AliasForm Form)[] _masters; // one name in several writings is one
    private readonly Dictionary<string, HashSet<string>> _same = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);

    /// <param name="masters">The names that aliases are looked up in.</param>
    /// <param name="aliases">The aliases: what is rare is rare among both.</param>
    public AliasMatching(IReadOnlyCollection<string> masters, IReadOnlyCollection<string> aliases)
    {
        var names = masters.Concat(aliases).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in names) Learn(name);
        _masters = [.. masters.Distinct(StringComparer.Ordinal).Select(m => (Name: m, Form: FormOf(m))).GroupBy(m => m.Form.Key, StringComparer.Ordinal).Select(g => ((IReadOnlyList<string>)[.. g.Select(m => m.Name).Order(StringComparer.Ordinal)], g.First().Form))];
        var counts = names.SelectMany(n => FormOf(n).Parts).GroupBy(p => p, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (part, count) in counts) _weights[part] = Math.Log(1 + (double)names.Count / count);
    }

    /// <summary>What an alias may mean, the nearest first; several are taken only when they are the same name in another writing.</summary>
    public IReadOnlyList<AliasCandidate> Find(string alias)
    {
        var form = FormOf(alias);
        var near = _masters.Select(m => (m.Names, m.Form, Score: Score(form, m.Form))).Where(m => m.Score >= Floor).OrderByDescending(m => m.Score).ThenByDescending(m => m.Form.Core == form.Core).ThenBy(m => m.Names[0], StringComparer.Ordinal).Take(MostOffered).ToList();
        if (near.Count == 0) return [];
        var (_, nearest, best) = near[0];
        // A name that is written out in full means itself, unless it may as well be another: a slip for it, the same name elsewhere, or another writing of it. Else what is taken must be near, and nothing else nearly as near.
        var isWhole = nearest.Core == form.Core && nearest.Regions.SetEquals(form.Regions);
        var isClear = best >= TakenAlone && near.Skip(1).All(m => isWhole ? !MayBe(form, m.Form) : m.Score < (best >= Taken ? Math.Min(Alike, best - Margin) : best * Apart));
        return [.. near.SelectMany((m, i) => m.Names.Select(name => new AliasCandidate(name, m.Score, isClear && i == 0)))];
    }

    private double Score(AliasForm a, AliasForm b)
    {
        if (a.Core == b.Core) return a.Regions.SetEquals(b.Regions) ? 1 : Contradict(a, b) ? 0.5 : 0.95 - 0.01 * Math.Abs(a.Regions.Count - b.Regions.Count);
        if (Sounds(a, b) || (CompanyLikeness.IsSlip(a.Core, b.Core) && !Contradict(a, b))) return Alike;
        var shared = a.Parts.Intersect(b.Parts).Sum(Weight);
        if (shared == 0) return 0;
        var (mine, theirs) = (a.Parts.Sum(Weight), b.Parts.Sum(Weight));
        // A short name inside a long one says as much as it is rare itself.
        var score = Math.Max(2 * shared / (mine + theirs), 0.75 * shared / Math.Min(mine, theirs));
        return Contradict(a, b) || MakeOthers(a.Core, b.Core) ? score * 0.6 : score;
    }

    private bool MayBe(AliasForm whole, AliasForm other) => (other.Core == whole.Core && !Contradict(whole, other)) || CompanyLikeness.IsSlip(whole.Core.Split(' ')[0], other.Core.Split(' ')[0]) || (_same.TryGetValue(whole.Core, out var writings) && writings.Contains(other.Core));

    // 变压器 and 避雷器: things of one class, and of two kinds, as sister companies make them.
    private static bool MakeOthers(string a, string b) => a.Length > 2 && b.Length > 2 && HanText.IsHan(a[^1]) && a[^1] == b[^1] && HanText.IsHan(a[^2]) && HanText.IsHan(b[^2]) && a[^2] != b[^2];

    private static bool Contradict(AliasForm a, AliasForm b) => a.Regions.Count > 0 && b.Regions.Count > 0 && !a.Regions.Overlaps(b.Regions);

    // 斯尼汶特 is how Schniewindt sounds.
    private static bool Sounds(AliasForm a, AliasForm b) => a.Sound.Length == 4 && b.Sound.Length == 4 && a.Sound == b.Sound && HanText.HasHan(a.Core) != HanText.HasHan(b.Core);

    // Where a company is says less than what it is called.
    private double Weight(string part) => _weights.GetValueOrDefault(part, 1) * (part[0] == '@' ? 0.4 : 1);

    private void Learn(string name)
    {
        var (core, _, others) = CompanyForm.Parts(name);
        foreach (var other in others)
        {
            (_same.TryGetValue(core, out var one) ? one : _same[core] = []).Add(other);
            (_same.TryGetValue(other, out var two) ? two : _same[other] = []).Add(core);
        }
    }

    private AliasForm FormOf(string name)
    {
        var (core, regions, others) = CompanyForm.Parts(name);
        HashSet<string> where = [.. regions, .. CompanyForm.RegionsIn(core)];
        var parts = where.Select(r => "@" + r).ToHashSet(StringComparer.Ordinal);
        foreach (var text in others.Append(core)) Add(parts, text);
        // 西电 is short for 西安电力: the first characters of the place and of what follows it.
        foreach (var region in regions)
            if (core.Length > 2 && HanText.IsHan(core[0])) parts.Add($"{region[0]}{core[0]}");
        // Another writing of the whole name, or of what it begins with.
        foreach (var (known, writings) in _same)
            if (known.Length > 1 && (core == known || core.StartsWith(known, StringComparison.Ordinal)))
                foreach (var writing in writings) Add(parts, writing);
        var latin = HanText.HasHan(core) ? Pinyin.Of(core) : core;
        return new AliasForm(core, where, parts, Soundex.Of(latin.Split(' ')[0]));
    }

    private static void Add(HashSet<string> parts, string text)
    {
        foreach (var word in text.Split(' '))
        {
            var latin = "";
            for (var i = 0; i < word.Length; i++)
            {
                if (!HanText.IsHan(word[i]))
                {
                    latin += word[i];
                    continue;
                }
                AddWord(parts, latin);
                latin = "";
                if (i + 1 < word.Length && HanText.IsHan(word[i + 1])) parts.Add(word.Substring(i, 2));
            }
            AddWord(parts, latin);
        }
    }

    // Long words also by what they begin with: their ends are left out or spelled otherwise.
    private static void AddWord(HashSet<string> parts, string word)
    {
        if (word.Length > 1) parts.Add(word);
        if (word.Length > 7) parts.Add(word[..7]);
    }

    private sealed record AliasForm(string Core, HashSet<string> Regions, HashSet<string> Parts, string Sound)
    {
        public string Key => string.Join('|', [Core, .. Regions.Order(StringComparer.Ordinal)]);
    }
}

/// <summary>A name that an alias may mean.</summary>
/// <param name="Name">The name in the master list.</param>
/// <param name="Score">How near, above 0 and at most 1.</param>
/// <param name="IsTaken">Whether it is clear enough to be taken without asking.</param>
internal sealed record AliasCandidate(string Name, double Score, bool IsTaken);
