using CrmKit.Access;
using CrmKit.Cases;
using CrmKit.Planning;
using CrmKit.Products;
using CrmKit.Records;
using CrmKit.Search;
using Record = CrmKit.Records.Record;

namespace CrmKit.Knowledge;

/// <summary>A firm that wrote some of what it knows down.</summary>
public sealed class KnowingFirm : IAsyncLifetime
{
    internal TestCrm Crm { get; } = new();
    internal Product Pump { get; } = new() { Name = "Metering pump" };
    internal KnowledgeArticle Pressure { get; } = Published("When a metering pump loses pressure", "Vent the suction line, then check the valve seats for dirt.", "defect");
    internal KnowledgeArticle Calibrating { get; } = Published("Calibrating a temperature sensor", "Put the probe into ice water for a minute and set the offset to zero.", "question");
    internal KnowledgeArticle Invoice { get; } = Published("修改发票抬头", "在订单页面申请重开发票，并填写新的抬头和税号。", "billing");
    internal KnowledgeArticle Draft { get; } = new() { Title = "Pump loses pressure after a flood", Body = "Not known yet." };
    internal KnowledgeArticle Retired { get; } = new() { Title = "Pump loses pressure: the old way", Status = ArticleStatus.Retired };
    internal User Agent { get; private set; } = null!;
    internal User Reader { get; private set; } = null!;
    internal User Seller { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Crm.AddAsync((Record)Pump);
        Pressure.ProductId = Pump.Id;
        await Crm.AddAsync(Pressure, Calibrating, Invoice, Draft, Retired);
        (Agent, Reader, Seller) = (await Crm.AddUserAsync("Agent", "service-agent"), await Crm.AddUserAsync("Reader", "reader"), await Crm.AddUserAsync("Seller", "sales-rep"));
    }

    public ValueTask DisposeAsync() => Crm.DisposeAsync();

    internal static KnowledgeArticle Published(string title, string body, string category) => new() { Title = title, Body = body, Category = category, Status = ArticleStatus.Published };
}

/// <summary>S103: what is known is found when it is needed, by those who may read it.</summary>
public sealed class KnowledgeTests(KnowingFirm firm) : IClassFixture<KnowingFirm>
{
    [Theory]
    [InlineData("Pump loses pressure", "When a metering pump loses pressure")]
    [InlineData("PUMPS LOSING PRESSURE!", "When a metering pump loses pressure")]
    [InlineData("How do we calibrate the sensors?", "Calibrating a temperature sensor")]
    [InlineData("发票抬头写错了", "修改发票抬头")]
    [InlineData("發票抬頭有誤", "修改发票抬头")]
    public async Task S103_articles_that_share_words_with_a_case_are_suggested(string subject, string title)
    {
        var item = await firm.Crm.AddAsync(new SupportCase { Subject = subject });
        await using var session = firm.Crm.OpenSession(firm.Agent);
        var suggestions = await session.Knowledge.SuggestAsync(item.Id, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(title, suggestions[0].Article.Title);
        Assert.DoesNotContain(suggestions, s => s.Article.Status != ArticleStatus.Published);
    }

    [Theory]
    [InlineData("The coffee machine is empty")]
    [InlineData("How can I get help with this?")]
    [InlineData("!!!")]
    [InlineData("如何？")]
    public async Task S103_nothing_is_suggested_where_nothing_fits(string subject)
    {
        var item = await firm.Crm.AddAsync(new SupportCase { Subject = subject });
        await using var session = firm.Crm.OpenSession(firm.Agent);
        Assert.Empty(await session.Knowledge.SuggestAsync(item.Id, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task S103_the_product_of_the_asset_speaks_for_an_article_and_so_does_the_category()
    {
        var token = TestContext.Current.CancellationToken;
        var asset = await firm.Crm.AddAsync(new Asset { Name = "In the cellar", ProductId = firm.Pump.Id });
        var noisy = await firm.Crm.AddAsync(new SupportCase { Subject = "It hums at night", AssetId = asset.Id });
        var one = KnowingFirm.Published("Delivery of spare gaskets", "By parcel.", "delivery");
        var other = KnowingFirm.Published("Return of spare gaskets", "By parcel.", "return");
        await firm.Crm.AddAsync(one, other);
        var back = await firm.Crm.AddAsync(new SupportCase { Subject = "Spare gaskets", Category = "return" });
        await using var session = firm.Crm.OpenSession(firm.Agent);
        Assert.Equal([firm.Pressure.Id], (await session.Knowledge.SuggestAsync(noisy.Id, cancellationToken: token)).Select(s => s.Article.Id));
        Assert.Equal([other.Id, one.Id], (await session.Knowledge.SuggestAsync(back.Id, cancellationToken: token)).Select(s => s.Article.Id));
        Assert.Equal([other.Id], (await session.Knowledge.SuggestAsync(back.Id, 1, token)).Select(s => s.Article.Id));
    }

    [Fact]
    public async Task S103_an_article_that_helped_is_linked_to_the_case_once_and_counts()
    {
        var token = TestContext.Current.CancellationToken;
        var article = KnowingFirm.Published("Xylophone care", "Dust it.", "other");
        await firm.Crm.AddAsync((Record)article);
        var cases = await firm.Crm.AddAsync(new SupportCase { Subject = "Xylophone" }, new SupportCase { Subject = "Another xylophone" });
        await using (var session = firm.Crm.OpenSession()) await session.Records.SaveAsync(new ChangeSet().Create(Helped(0)).Create(Helped(1)), token);
        Assert.Equal(2, (await firm.Crm.FindAsync<KnowledgeArticle>(article.Id))!.HelpedCount);

        await using (var session = firm.Crm.OpenSession())
        {
            var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(Helped(0), null, token));
            Assert.Equal("case.article-duplicate", refused.Error.Code);
            Assert.True((await session.Knowledge.SuggestAsync(cases[0].Id, cancellationToken: token)).Single(s => s.Article.Id == article.Id).HasHelped);
            var noted = (CaseArticle)(await session.Records.QueryAsync(new RecordQuery("case-article") { Filter = $"caseId eq '{cases[0].Id}'" }, token)).Items.Single();
            await session.Records.DeleteAsync(new RecordRef("case-article", noted.Id), null, token);
        }
        Assert.Equal(1, (await firm.Crm.FindAsync<KnowledgeArticle>(article.Id))!.HelpedCount);

        CaseArticle Helped(int index) => new() { CaseId = cases[index].Id, ArticleId = article.Id };
    }

    [Fact]
    public async Task S103_articles_that_are_merged_helped_with_the_cases_of_both()
    {
        var token = TestContext.Current.CancellationToken;
        var (kept, gone) = (KnowingFirm.Published("Yacht varnish", "Twice.", "other"), KnowingFirm.Published("Varnish for yachts", "Two coats.", "other"));
        await firm.Crm.AddAsync(kept, gone);
        var cases = await firm.Crm.AddAsync(new SupportCase { Subject = "Varnish" }, new SupportCase { Subject = "More varnish" });
        await firm.Crm.AddAsync(new CaseArticle { CaseId = cases[0].Id, ArticleId = kept.Id }, new CaseArticle { CaseId = cases[0].Id, ArticleId = gone.Id }, new CaseArticle { CaseId = cases[1].Id, ArticleId = gone.Id });
        await using var session = firm.Crm.OpenSession();
        await session.Records.MergeAsync([new MergeRequest(new RecordRef("knowledge-article", kept.Id), new RecordRef("knowledge-article", gone.Id))], null, token);
        Assert.Equal(2, (await firm.Crm.FindAsync<KnowledgeArticle>(kept.Id))!.HelpedCount);
    }

    [Fact]
    public async Task S103_drafts_and_retired_articles_are_read_by_their_owner_and_those_who_may_change_them()
    {
        var token = TestContext.Current.CancellationToken;
        var mine = await firm.Crm.AddAsync(new KnowledgeArticle { Title = "Wombat handling, begun" }, new InitialState { OwnerId = firm.Seller.Id });
        foreach (var (user, sees, seesMine) in new[] { (firm.Agent, true, true), (firm.Reader, false, false), (firm.Seller, false, true) })
        {
            await using var session = firm.Crm.OpenSession(user);
            var read = (await session.Records.QueryAsync(new RecordQuery("knowledge-article") { Size = 100 }, token)).Items.Cast<KnowledgeArticle>().ToList();
            Assert.Contains(read, a => a.Id == firm.Pressure.Id);
            Assert.Equal((user.Name, sees, sees, seesMine), (user.Name, read.Exists(a => a.Id == firm.Draft.Id), read.Exists(a => a.Id == firm.Retired.Id), read.Exists(a => a.Id == mine.Id)));
            Assert.Equal(sees, await session.Records.FindAsync<KnowledgeArticle>(firm.Draft.Id, token) is not null);
            Assert.Equal(sees, (await session.Search.FindAsync(new SearchRequest("flood"), token)).Results.Any(r => r.Record.Id == firm.Draft.Id));
            Assert.Contains((await session.Search.FindAsync(new SearchRequest("valve seats"), token)).Results, r => r.Record.Id == firm.Pressure.Id);
            var may = await session.Access.MayAsync(session.Catalog.Type("knowledge-article"), Operations.Read, [firm.Draft, firm.Pressure, mine], token);
            Assert.Equal([sees, true, seesMine], may);
        }
        await using var reader = firm.Crm.OpenSession(firm.Reader);
        Assert.True((await reader.Access.ExplainAsync(null, Operations.Read, "knowledge-article", firm.Pressure.Id, null, token)).IsAllowed);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => reader.Access.ExplainAsync(null, Operations.Read, "knowledge-article", firm.Draft.Id, null, token));
        await using var system = firm.Crm.OpenSession();
        Assert.False((await system.Access.ExplainAsync(firm.Reader.Id, Operations.Read, "knowledge-article", firm.Draft.Id, null, token)).IsAllowed);
    }

    [Fact]
    public async Task S103_who_reads_no_articles_is_suggested_none_and_who_sees_no_case_learns_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        var item = await firm.Crm.AddAsync(new SupportCase { Subject = "Pump loses pressure" });
        var nobody = await firm.Crm.AddUserAsync("Nobody", null);
        await using (var session = firm.Crm.OpenSession(nobody)) await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Knowledge.SuggestAsync(item.Id, cancellationToken: token));
        await using var agent = firm.Crm.OpenSession(firm.Agent);
        foreach (var size in new[] { 0, 21 }) Assert.Equal("knowledge.size", (await Assert.ThrowsAsync<CrmValidationException>(() => agent.Knowledge.SuggestAsync(item.Id, size, token))).Error.Code);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => agent.Knowledge.SuggestAsync(Guid.NewGuid(), cancellationToken: token));
    }
}
