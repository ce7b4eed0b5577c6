using CrmKit.Knowledge;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Which articles help: with how many cases, and what readers of the public page said; those that left most readers without help first.</summary>
internal sealed class ArticlesReport : IReport
{
    private const int Most = 500;

    private static readonly ReportColumn[] Columns =
    [
        new("article", new("Article", "文章"), FieldKind.Text), new("articleId", new("Article id", "文章编号"), FieldKind.Reference), new("cases", new("Cases it helped with", "解决的服务单"), FieldKind.Integer),
        new("helpful", new("Readers it helped", "有帮助的读者"), FieldKind.Integer), new("unhelpful", new("Readers it did not help", "无帮助的读者"), FieldKind.Integer), new("helpfulShare", new("Share helped", "有帮助的比例"), FieldKind.Percent),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("articles", parameters, "from", "until", "filter");
        var reader = await session.ReaderAsync(cancellationToken);
        DateTimeOffset? start = parameters.From is { } from ? Instants.StartOf(from, session.Options.TimeZone) : null, end = parameters.Until is { } until ? Instants.StartOf(until.AddDays(1), session.Options.TimeZone) : null;
        var articles = (await ReadableRows.OfAsync<KnowledgeArticle>(session, ["title", "status"], cancellationToken, parameters.Filter)).Where(a => a.Status == ArticleStatus.Published);
        var votes = (await ReadableRows.OfAsync<ArticleVote>(session, ["knowledgeArticleId", "hasHelped"], cancellationToken)).Where(v => (start == null || v.CreatedAt >= start) && (end == null || v.CreatedAt < end));
        var helped = (await ReadableRows.OfAsync<CaseArticle>(session, ["articleId"], cancellationToken)).Where(h => (start == null || h.CreatedAt >= start) && (end == null || h.CreatedAt < end));
        var said = (await reader.ListAsync(votes.GroupBy(v => v.KnowledgeArticleId).Select(g => new Said { Article = g.Key!.Value, Yes = g.Sum(v => v.HasHelped ? 1L : 0L), All = g.LongCount() }), cancellationToken)).ToDictionary(s => s.Article);
        var cases = (await reader.ListAsync(helped.GroupBy(h => h.ArticleId).Select(g => new Said { Article = g.Key!.Value, Yes = 0, All = g.LongCount() }), cancellationToken)).ToDictionary(s => s.Article, s => s.All);
        var titles = await reader.ListAsync(articles.OrderByDescending(a => a.HelpedCount).ThenByDescending(a => a.Id).Take(Most + 1).Select(a => new Titled { Id = a.Id, Title = a.Title }), cancellationToken);
        var rows = titles.Take(Most).Select(a => (Article: a, Cases: cases.GetValueOrDefault(a.Id), Yes: said.GetValueOrDefault(a.Id)?.Yes ?? 0, All: said.GetValueOrDefault(a.Id)?.All ?? 0))
            .OrderByDescending(r => r.All - r.Yes).ThenByDescending(r => r.Cases + r.Yes).ThenBy(r => r.Article.Title, StringComparer.Ordinal).ThenBy(r => r.Article.Id);
        return new ReportTable("articles", parameters.Until is { } last && last < session.Today ? last : session.Today, Columns,
            [.. rows.Select(r => (IReadOnlyList<object?>)[r.Article.Title, r.Article.Id, r.Cases, r.Yes, r.All - r.Yes, Figures.Percent(r.Yes, r.All)])])
        {
            Remarks = [.. titles.Count > Most ? [$"Only the {Most} articles that helped most are listed. Narrow them with a filter."] : Array.Empty<string>()],
        };
    }

    private sealed class Said
    {
        public Guid Article { get; init; }
        public long Yes { get; init; }
        public long All { get; init; }
    }

    private sealed class Titled
    {
        public Guid Id { get; init; }
        public string Title { get; init; } = "";
    }
}
