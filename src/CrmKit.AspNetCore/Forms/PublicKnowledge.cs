using System.Globalization;
using System.Text;
using System.Text.Json;
using CrmKit.Knowledge;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Articles that customers read by themselves. Nobody signs in here, cookies are not looked at, and only what is published and marked as public is ever shown.</summary>
/// <param name="crm">Opens sessions.</param>
/// <param name="tenants">Finds the tenant that a request names.</param>
/// <param name="options">Says how requests name one.</param>
/// <param name="budgets">Keeps anybody from asking too much.</param>
/// <param name="log">Takes failures.</param>
/// <param name="path">Where the pages are.</param>
/// <param name="contact">Where people go who found no answer; <see langword="null"/> for nowhere.</param>
internal sealed class PublicKnowledge(ICrm crm, ITenants tenants, IOptions<CrmKitApiOptions> options, StrangerBudgets budgets, ILogger<PublicKnowledge> log, string path, string? contact)
{
    private const int ToRead = 1, ToSearch = 4, ToRate = 12;
    private const int Suggested = 5;

    public Task ListAsync(HttpContext http) => RunAsync(http, http.Request.Query["text"].Count > 0 ? ToSearch : ToRead, async session =>
    {
        var (texts, asked) = (Texts(http), Asked(http));
        var found = await session.Knowledge.FindPublicAsync(asked, http.RequestAborted);
        var categories = session.Catalog.Type("knowledge-article").Field("category").Options.Where(o => found.Categories.ContainsKey(o.Code)).Select(o => (o.Code, o.Label.For(texts.Language))).ToList();
        await HtmlAsync(http, PageOf(http, texts).List(found, asked, categories));
    });

    public Task ArticleAsync(HttpContext http) => RunAsync(http, ToRead, async session =>
    {
        var page = PageOf(http, Texts(http));
        try
        {
            await HtmlAsync(http, page.Article(await session.Knowledge.GetPublicAsync(IdOf(http), http.RequestAborted), http.Request.Query["thanks"] == "true"));
        }
        catch (CrmNotFoundException)
        {
            await HtmlAsync(http, page.Unknown(), StatusCodes.Status404NotFound); // a draft is as unknown as what was never written
        }
    });

    public Task RateAsync(HttpContext http) => RunAsync(http, ToRate, async session =>
    {
        DemandOwnPage(http);
        if (http.Request.ContentLength is null or > 1_024) throw ApiErrors.TooLarge(1_024);
        if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync(http.RequestAborted))["helped"] is not [("yes" or "no") and { } said]) throw ApiErrors.Parameter("helped", "yes or no");
        await session.Knowledge.RateAsync(IdOf(http), said == "yes", http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status303SeeOther; // a reload sends nothing twice
        http.Response.Headers.Location = PageOf(http, Texts(http)).At(IdOf(http)) + "&thanks=true";
    });

    /// <summary>For a site's own form: what may answer what somebody is about to send. Public, so any site may read it.</summary>
    public Task SuggestAsync(HttpContext http) => RunAsync(http, ToSearch, async session =>
    {
        var page = PageOf(http, Texts(http));
        var found = Asked(http) is { Text: { Length: > 0 } } asked ? (await session.Knowledge.FindPublicAsync(asked, http.RequestAborted)).Items : [];
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, ApiCall.Written))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var article in found.Take(Suggested))
            {
                json.WriteStartObject();
                json.WriteString("id", article.Id);
                json.WriteString("title", article.Title);
                json.WriteString("excerpt", KnowledgePage.ExcerptOf(article.Body));
                json.WriteString("path", page.At(article.Id));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        await WriteAsync(http, body.ToArray(), "application/json");
    });

    private async Task RunAsync(HttpContext http, int cost, Func<ICrmSession, Task> answer)
    {
        try
        {
            if (options.Value.RateLimits.IsEnabled) budgets.Charge(http.Connection.RemoteIpAddress, cost);
            var tenant = await Callers.TenantOfStrangerAsync(http, tenants, options.Value);
            await using var session = crm.OpenSession(Actor.System("public knowledge"), "public-knowledge", tenant);
            await answer(session);
        }
        catch (Exception failure)
        {
            await Problems.WriteAsync(http, failure, log);
        }
    }

    // Pages of others do not speak for those who look at them.
    private static void DemandOwnPage(HttpContext http)
    {
        if (http.Request.Headers.Origin is not [{ } origin] || http.Request.Headers["Sec-Fetch-Site"] == "same-origin" || origin == $"{http.Request.Scheme}://{http.Request.Host}") return;
        throw ApiErrors.Origin();
    }

    private static PublicArticleQuery Asked(HttpContext http) => new()
    {
        Text = Text(http, "text")?.Trim(), Category = Text(http, "category"), Language = http.Request.Query["all"] == "true" ? null : Texts(http).Language,
        Page = Text(http, "page") is not { } page ? 1 : int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw ApiErrors.Parameter("page", "a whole number"),
    };

    private static string? Text(HttpContext http, string name) => http.Request.Query[name] is [{ Length: > 0 } text] ? text : null;

    private static Guid IdOf(HttpContext http) => Guid.TryParseExact((string?)http.Request.RouteValues["id"], "D", out var id) ? id : throw ApiErrors.RouteUnknown();

    private KnowledgePage PageOf(HttpContext http, KnowledgeTexts texts) => new(http.Request.PathBase.ToUriComponent() + path, texts, contact);

    private static KnowledgeTexts Texts(HttpContext http) => KnowledgeTexts.For(FormTexts.For(Text(http, "lang") is { Length: < 20 } asked ? asked : Languages.Of(http.Request, [])).Language);

    private static Task HtmlAsync(HttpContext http, string html, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.ContentSecurityPolicy = KnowledgePage.Policy;
        http.Response.Headers["Referrer-Policy"] = "same-origin"; // with less, older browsers do not say which page sends it
        return WriteAsync(http, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8");
    }

    private static async Task WriteAsync(HttpContext http, byte[] content, string contentType)
    {
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        (http.Response.ContentType, http.Response.ContentLength) = (contentType, content.Length);
        await http.Response.Body.WriteAsync(content, http.RequestAborted);
    }
}
