using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

public sealed class TranslationTests
{
    private static readonly Dictionary<string, string> German = new() { ["type.lead"] = "Anfrage", ["field.lead.name"] = "Name der Anfrage", ["stage.lead.standard.new"] = "Neu", ["option.lead.rating.hot"] = "Heiß", ["nothing.of.this"] = "x" };
    private static readonly Dictionary<string, string> Traditional = new() { ["type.lead"] = "線索" };

    private static void Configure(ICrmPluginBuilder plugin) => plugin.Translations("de", German).Translations("zh-Hant", Traditional);

    [Fact]
    public async Task EXT_labels_read_in_the_cultures_that_plugins_bring_and_as_before_without_them()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var catalog = crm.Services.Catalog();
        var lead = catalog.Type("lead");
        Assert.Equal(("Anfrage", "Name der Anfrage", "Neu"), (lead.Label.For("de-AT"), lead.Field("name").Label.For("de"), catalog.Pipeline("lead.standard").FindStage("new")!.Label.For("de")));
        Assert.Equal("Heiß", lead.Field("rating").Options.Single(o => o.Code == "hot").Label.For("de"));
        Assert.Equal("Company", lead.Field("companyName").Label.For("de"));
        Assert.Equal(["de", "zh-Hant"], catalog.Cultures);

        crm.RemovePlugin("test");
        Assert.Equal(("Lead", 0), (crm.Services.Catalog().Type("lead").Label.For("de"), crm.Services.Catalog().Cultures.Count));
        crm.AddPlugin("test", Configure);
        Assert.Equal("Anfrage", crm.Services.Catalog().Type("lead").Label.For("de"));
    }

    [Theory]
    [InlineData("zh-TW", "線索")]
    [InlineData("zh-Hant-HK", "線索")]
    [InlineData("ZH-HK", "線索")]
    [InlineData("zh-CN", "线索")]
    [InlineData("zh-Hans", "线索")]
    [InlineData("zh", "线索")]
    [InlineData("fr", "Lead")]
    [InlineData("", "Lead")]
    [InlineData(null, "Lead")]
    public async Task A_culture_without_a_text_reads_the_next_wider_one(string? culture, string expected)
    {
        await using var crm = new TestCrm(plugin: Configure);
        Assert.Equal(expected, crm.Services.Catalog().Type("lead").Label.For(culture));
    }

    [Fact]
    public async Task Two_plugins_may_bring_the_same_text_and_not_two_for_one_label()
    {
        await using var crm = new TestCrm(plugin: Configure);
        crm.AddPlugin("same", plugin => plugin.Translations("de", new Dictionary<string, string> { ["type.lead"] = "Anfrage" }));
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("other", plugin => plugin.Translations("DE", new Dictionary<string, string> { ["type.lead"] = "Hinweis" })));
        Assert.Contains("'same'", refused.Error.Message);
        Assert.Throws<CrmRuleException>(() => crm.AddPlugin("other", plugin => plugin.Translations("../de", new Dictionary<string, string> { ["type.lead"] = "Hinweis" })));
    }

    [Fact]
    public async Task What_nobody_translates_stays_the_same_object()
    {
        await using var crm = new TestCrm();
        var before = crm.Services.Catalog().Type("account");
        crm.AddPlugin("test", Configure);
        Assert.Same(before, crm.Services.Catalog().Type("account"));
    }
}

internal static class CatalogOfServices
{
    public static CatalogSnapshot Catalog(this IServiceProvider services) => ((ICatalog)services.GetService(typeof(ICatalog))!).Current;
}
