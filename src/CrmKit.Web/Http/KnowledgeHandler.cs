using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Cases;
using CrmKit.Knowledge;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Articles beside a case, in a request of their own: what fits, what helped, what goes into the answer, and a way to write one when none fits.</summary>
internal static class KnowledgeHandler
{
    public const string ReplyParameter = "article";
    private const int Shown = 5, Excerpt = 160, LongestInAddress = 1_000, Attempts = 3;
    private const string Helped = "case-article";

    /// <summary>Where the articles of a case are asked for; <see langword="null"/> for what is no case, and for who reads no articles.</summary>
    /// <param name="call">The request.</param>
    /// <param name="type">The type of the record on the page.</param>
    /// <param name="id">The record.</param>
    /// <param name="back">The page.</param>
    public static async Task<SuggestionsPlace?> PlaceAsync(WebCall call, RecordTypeDefinition type, Guid id, string back) =>
        type.ClrType == typeof(SupportCase) && await call.MayAsync(call.Session.Catalog.Type(typeof(KnowledgeArticle)), Operations.Read)
            ? new SuggestionsPlace(WebLinks.With(call.Links.Act(type, id, "articles"), ("back", back))) : null;

    public static async Task ShowAsync(WebCall call)
    {
        if (call.Type.ClrType != typeof(SupportCase)) throw ApiErrors.RouteUnknown();
        var item = await call.Session.Records.GetAsync<SupportCase>(call.Ref.Id, call.Cancelled);
        var articles = call.Session.Catalog.Type(typeof(KnowledgeArticle));
        var hidden = await call.HiddenAsync(articles);
        var suggestions = await call.Session.Knowledge.SuggestAsync(item.Id, Shown, call.Cancelled);
        var model = new SuggestionsModel
        {
            Address = call.Links.Act(call.Type, item.Id, "articles"),
            Back = call.BackOr(call.Query("back"), call.Links.Record(call.Type, item.Id)),
            MayNote = await call.MayAsync(call.Type, Operations.Update, item),
            Write = await call.MayAsync(articles, Operations.Create) ? await WriteAsync(call, articles, item) : null,
            Articles = [.. suggestions.Select(s => new SuggestedArticle
            {
                Id = s.Article.Id.ToString(), Title = RecordNames.Of(call, articles, s.Article, hidden), Address = call.Links.Record(articles, s.Article.Id), Excerpt = ExcerptOf(s.Article.Body), HasHelped = s.HasHelped, HelpedCount = s.Article.HelpedCount,
                Reply = WebLinks.With(call.Links.Record(call.Type, item.Id), (ReplyParameter, s.Article.Id.ToString())) + "#log",
            })],
        };
        if (call.Http.Request.Headers["HX-Request"] == "true" && call.Http.Request.Headers["HX-Boosted"] != "true") await call.FragmentAsync<SuggestionList, SuggestionsModel>(model, StatusCodes.Status200OK);
        else await call.PageAsync<SuggestionsPage, SuggestionsModel>(call.Texts["knowledge.suggestions"], model);
    }

    /// <summary>Notes that an article helped, or with <c>undo</c> that it did not after all.</summary>
    public static Task HelpedAsync(WebCall call) => ActHandler.ActAsync(call, async form =>
    {
        if (call.Type.ClrType != typeof(SupportCase)) throw ApiErrors.RouteUnknown();
        if (!Guid.TryParseExact(form["article"], "D", out var article)) throw ApiErrors.Parameter("article", "the id of an article");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await NoteAsync(call, article, isUndo: form["undo"] == "true");
                break;
            }
            catch (CrmConflictException) when (attempt < Attempts)
            {
                // Somebody else noted at the same time that it helped.
            }
        }
        return call.BackOr(form["back"], call.Links.Record(call.Type, call.Ref.Id));
    });

    /// <summary>The article that the address of a case names, as something to log: its text and where it stands.</summary>
    public static async Task<LogEntry?> ReplyAsync(WebCall call)
    {
        if (call.Type.ClrType != typeof(SupportCase) || !Guid.TryParseExact(call.Query(ReplyParameter), "D", out var id)) return null;
        var articles = call.Session.Catalog.Type(typeof(KnowledgeArticle));
        if (await call.Session.Records.FindAsync<KnowledgeArticle>(id, call.Cancelled) is not { } article || await RecordTimeline.KindsAsync(call) is not [var kind, ..]) return null;
        var request = call.Http.Request;
        var body = string.Join("\n\n", new[] { article.Body?.Trim(), $"{request.Scheme}://{request.Host}{call.Links.Record(articles, id)}" }.Where(t => !string.IsNullOrEmpty(t)));
        return new LogEntry(kind.Key, article.Title, body, "", []);
    }

    private static async Task NoteAsync(WebCall call, Guid article, bool isUndo)
    {
        var noted = (await call.Session.Records.QueryAsync(new RecordQuery(Helped) { Filter = $"caseId eq '{call.Ref.Id}' and articleId eq '{article}'", Size = 1 }, call.Cancelled)).Items;
        if (isUndo && noted is [var one]) await call.Session.Records.DeleteAsync(new RecordRef(Helped, one.Id), one.Version, call.Cancelled);
        else if (!isUndo && noted.Count == 0) await call.Session.Records.CreateAsync(new CaseArticle { CaseId = call.Ref.Id, ArticleId = article }, null, call.Cancelled);
    }

    // What is known of the case is in the form already; whoever writes turns it into an answer.
    private static async Task<string> WriteAsync(WebCall call, RecordTypeDefinition articles, SupportCase item)
    {
        var product = item.AssetId is { } asset ? (await call.Session.Records.FindAsync<Asset>(asset, call.Cancelled))?.ProductId : null;
        var body = string.Join("\n\n", new[] { item.Description, item.Resolution }.Where(t => !string.IsNullOrWhiteSpace(t)));
        return WebLinks.With(call.Links.New(articles), (FormReader.Prefix + "title", item.Subject), (FormReader.Prefix + "body", body.Length > LongestInAddress ? body[..LongestInAddress] : body),
            (FormReader.Prefix + "category", item.Category), (FormReader.Prefix + "productId", product?.ToString()));
    }

    private static string ExcerptOf(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Excerpt ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[Excerpt - 2]) ? Excerpt - 2 : Excerpt - 1), "…");
    }
}
