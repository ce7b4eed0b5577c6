using CrmKit.Cases;
using CrmKit.Knowledge;
using CrmKit.Records;

namespace CrmKit.Reports;

/// <summary>Which articles help.</summary>
public sealed class ArticlesTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S103_articles_that_leave_readers_without_help_come_first()
    {
        var (good, poor) = (Public("Good"), Public("Poor"));
        await _crm.AddAsync(good, poor, new KnowledgeArticle { Title = "Draft" });
        var item = await _crm.AddAsync(new SupportCase { Subject = "Solved" });
        await _crm.AddAsync(new CaseArticle { CaseId = item.Id, ArticleId = good.Id });
        await using var session = _crm.OpenSession();
        var token = TestContext.Current.CancellationToken;
        foreach (var (article, hasHelped, address) in new[] { (good, true, "192.0.2.1"), (good, true, "192.0.2.2"), (good, false, "192.0.2.3"), (good, false, "192.0.2.3"), (poor, false, "192.0.2.1"), (poor, true, "192.0.2.2"), (poor, false, "192.0.2.2") })
            await session.Knowledge.RateAsync(article.Id, hasHelped, address, token);
        var table = await session.Reports.RunAsync("articles", cancellationToken: token);
        Assert.Equal(["article", "articleId", "cases", "helpful", "unhelpful", "helpfulShare"], table.Columns.Select(c => c.Key));
        Assert.Equal([["Poor", poor.Id, 0L, 0L, 2L, 0m], ["Good", good.Id, 1L, 2L, 1L, 66.67m]], table.Rows.Select(r => r.ToArray()));
        Assert.All((await session.Reports.RunAsync("articles", new ReportParameters { From = session.Today.AddDays(1) }, token)).Rows, r => Assert.Equal([0L, 0L, 0L, null], r.Skip(2)));
    }

    [Fact]
    public async Task What_a_reader_said_yesterday_does_not_keep_him_from_saying_it_again()
    {
        var article = await _crm.AddAsync(Public("Asked every day"));
        for (var day = 0; day < 2; day++)
        {
            await using var session = _crm.OpenSession();
            await session.Knowledge.RateAsync(article.Id, true, "2001:db8::1", TestContext.Current.CancellationToken);
            _crm.Clock.Advance(TimeSpan.FromDays(1));
        }
        await using var reader = _crm.OpenSession();
        Assert.Equal(2L, Assert.Single((await reader.Reports.RunAsync("articles")).Rows)[3]);
    }

    private static KnowledgeArticle Public(string title) => new() { Title = title, Status = ArticleStatus.Published, IsPublic = true };
}
