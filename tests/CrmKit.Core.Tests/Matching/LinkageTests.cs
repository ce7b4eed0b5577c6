namespace CrmKit.Matching;

/// <summary>Comparing spellings, learning what likenesses are worth, and finding who is who.</summary>
public sealed class LinkageTests
{
    private static readonly LinkField[] Person = [new("given", LinkKind.Name), new("family", LinkKind.Name, "given"), new("street", LinkKind.Text), new("code", LinkKind.Code), new("state", LinkKind.Choice), new("born", LinkKind.Rare)];

    [Theory]
    [InlineData("martha", "marhta", 0.961)]
    [InlineData("dwayne", "duane", 0.840)]
    [InlineData("dixon", "dicksonx", 0.813)]
    [InlineData("same", "same", 1)]
    [InlineData("abc", "xyz", 0)]
    [InlineData("", "a", 0)]
    public void Jaro_Winkler_gives_the_figures_of_the_literature(string a, string b, double expected)
    {
        Assert.Equal(expected, TextDistance.JaroWinkler(a, b), 3);
        Assert.Equal(expected, TextDistance.JaroWinkler(b, a), 3);
    }

    [Theory]
    [InlineData("ada", "ada", true), InlineData("ada", "ad", true), InlineData("ada", "adda", true), InlineData("ada", "aba", true), InlineData("ada", "daa", true), InlineData("ada", "add", true), InlineData("", "a", true)]
    [InlineData("ada", "dad", false), InlineData("ada", "a", false), InlineData("abcd", "badc", false), InlineData("abc", "cab", false), InlineData("19300213", "19030213", true), InlineData("19300213", "19031302", false)]
    public void One_slip_is_one_letter_or_two_neighbours(string a, string b, bool isSlip)
    {
        Assert.Equal(isSlip, TextDistance.IsOneSlip(a, b));
        Assert.Equal(isSlip, TextDistance.IsOneSlip(b, a));
    }

    [Theory]
    [InlineData("Robert", "r163"), InlineData("rupert", "r163"), InlineData("Ashcraft", "a261"), InlineData("Tymczak", "t522"), InlineData("Pfister", "p236"), InlineData("Honeyman", "h555"), InlineData("o'hara", "o600")]
    [InlineData("王小明", "王小"), InlineData("", "")]
    public void Soundex_gives_the_keys_of_the_national_archives(string word, string key) => Assert.Equal(key, Soundex.Of(word));

    [Fact]
    public void Weights_learned_from_the_records_alone_tell_who_is_who()
    {
        var (records, groups) = People(800, 300, seed: 7);
        var (model, pairs) = new RecordLinkage(Person).Link(records);
        var half = LinkAccuracy.Of(pairs, groups, 0.5).At[0];
        Assert.InRange(half.Precision, 0.98, 1);
        Assert.InRange(half.Recall, 0.95, 1);
        for (var field = 0; field < Person.Length; field++) Assert.True(model.Weight(field, LinkPattern.Equal) > 0 && model.Weight(field, LinkPattern.Different) < 0, Person[field].Key);
        Assert.Equal(0, model.Weight(0, LinkPattern.Missing));
    }

    [Fact]
    public void The_same_records_give_the_same_answer_and_a_model_can_be_used_again()
    {
        var (records, _) = People(200, 80, seed: 3);
        var linkage = new RecordLinkage(Person);
        var (model, first) = linkage.Link(records);
        Assert.Equal(first, linkage.Link(records).Pairs);
        Assert.Equal(first, linkage.Link(records, model).Pairs);
    }

    [Fact]
    public void Names_in_each_others_place_are_alike()
    {
        var pattern = LinkPattern.Of(Person, [(1, 0)], ["ada", "lovelace", "", "", "", ""], ["lovelace", "ada", "", "", "", ""]);
        Assert.Equal((LinkPattern.Slip, LinkPattern.Slip, LinkPattern.Missing), (LinkPattern.LevelAt(pattern, 0), LinkPattern.LevelAt(pattern, 1), LinkPattern.LevelAt(pattern, 5)));
    }

    [Fact]
    public void What_very_many_share_brings_nobody_together()
    {
        string[][] records = [.. Enumerable.Range(0, 5_000).Select(i => new[] { "ann", "smith", "", "", "ny", "" })];
        Assert.Empty(new RecordLinkage(Person).Link(records).Pairs);
    }

    [Fact]
    public void No_records_and_one_record_have_no_pairs()
    {
        Assert.Empty(new RecordLinkage(Person).Link([["ada", "", "", "", "", ""]]).Pairs);
        Assert.Empty(new RecordLinkage(Person).Link([]).Pairs);
    }

    [Fact]
    public void Candidates_grow_with_the_records_and_not_with_their_square()
    {
        string[][] Few(int count) => [.. Enumerable.Range(0, count).Select(i => new[] { $"n{i % 31}", $"f{i % 37}", $"s{i % 41}", $"{i % 43}", "", $"{i % 997}" })]; // few values, shared by more and more
        var (small, large) = (LinkBlocks.Pairs(Person, Few(10_000)).Count, LinkBlocks.Pairs(Person, Few(40_000)).Count);
        Assert.InRange(small, 10_000, 200_000);
        Assert.True(large < small * 6, $"{small} pairs of 10,000, {large} of 40,000"); // the square would be 16 times
    }

    /// <summary>Persons made of syllables, and some of them again with values left out, misspelled and mixed up.</summary>
    private static (List<string[]> Records, List<string> Groups) People(int count, int doubles, int seed)
    {
        var random = new Random(seed);
        string Word(int syllables) => string.Concat(Enumerable.Range(0, syllables).Select(_ => $"{"bcdfghklmnprstvw"[random.Next(16)]}{"aeiou"[random.Next(5)]}{(random.Next(3) == 0 ? "lnrs"[random.Next(4)] : "")}"));
        var given = Enumerable.Range(0, 150).Select(_ => Word(2)).ToArray();
        var family = Enumerable.Range(0, 400).Select(_ => Word(3)).ToArray();
        var (records, groups) = (new List<string[]>(), new List<string>());
        for (var i = 0; i < count; i++)
        {
            records.Add([given[random.Next(150)], family[random.Next(400)], Word(4) + " street", $"{random.Next(1000, 9999)}", "abcdefgh"[random.Next(8)].ToString(), $"{random.Next(1930, 2005)}{random.Next(1, 13):00}{random.Next(1, 29):00}"]);
            groups.Add($"{i}");
        }
        for (var i = 0; i < doubles; i++)
        {
            var source = random.Next(count);
            var copy = (string[])records[source].Clone();
            for (var change = 0; change < 2; change++)
            {
                var field = random.Next(copy.Length);
                copy[field] = random.Next(4) == 0 ? "" : Slip(copy[field], random);
            }
            if (random.Next(10) == 0) (copy[0], copy[1]) = (copy[1], copy[0]);
            records.Add(copy);
            groups.Add(groups[source]);
        }
        return (records, groups);
    }

    private static string Slip(string value, Random random)
    {
        if (value.Length < 2) return value;
        var at = random.Next(value.Length - 1);
        return random.Next(3) switch
        {
            0 => value.Remove(at, 1),
            1 => value.Insert(at, value[at].ToString()),
            _ => value[..at] + value[at + 1] + value[at] + value[(at + 2)..],
        };
    }
}
