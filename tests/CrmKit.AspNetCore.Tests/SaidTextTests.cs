using System.Text.RegularExpressions;
using CrmKit.AspNetCore.OpenApi;
using CrmKit.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Sentences that are kept in English are those that the sources say, and are said whole in both scripts.</summary>
public sealed partial class SaidTextTests
{
    [Fact]
    public void What_is_said_in_Chinese_is_what_the_sources_say_with_the_same_values()
    {
        var (hans, hant) = (SaidTexts.Find("zh-CN")!.Texts, SaidTexts.Find("zh-TW")!.Texts);
        Assert.Equal(hans.Keys, hant.Keys);
        var sources = string.Join('\n', new[] { "src", "plugins" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Tools.Repository, f), "*.cs", SearchOption.AllDirectories))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText));
        foreach (var (kind, texts) in hans)
        {
            Assert.Equal(texts.Keys, hant[kind].Keys);
            foreach (var (english, text) in texts.Concat(hant[kind])) Assert.Equal(Places(english), Places(text));
            Assert.DoesNotContain(texts.Keys, t => Words().Matches(Place().Replace(t, " ")).Any(w => !sources.Contains(w.Value.Trim(), StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("zh-CN", "付款有变动")]
    [InlineData("zh-TW", "付款有變動")]
    [InlineData("de", "Payment changed")]
    public void A_type_in_a_sentence_is_called_by_its_label(string culture, string expected) =>
        Assert.Equal(expected.Replace("付款", Catalog.Type("payment").Label.For(culture), StringComparison.Ordinal), SaidTexts.Of(SaidTexts.Change, $"{Catalog.Type("payment").Label.English} changed", culture, Catalog));

    [Theory]
    [InlineData("Because I say so.")]
    [InlineData("Scope changed")]
    public void What_people_wrote_stays_as_it_is(string written) => Assert.Equal(written, SaidTexts.Of(SaidTexts.Change, written, "zh-CN", Catalog));

    private static CatalogSnapshot Catalog { get; } = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider().GetRequiredService<ICatalog>().Current;

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(p => p.Value).Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();

    [GeneratedRegex("[A-Za-z]{4,}( [a-z]+)*")]
    private static partial Regex Words();
}
