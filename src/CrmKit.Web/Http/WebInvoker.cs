using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Sessions;
using CrmKit.Tenants;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Web;

/// <summary>What happens around every page: who asks, whether a form is one of ours, a session, and pages instead of exceptions.</summary>
internal sealed class WebInvoker(
    ICrm crm, IApiKeys keys, ITenants tenants, ISecurityLog security, RateBudgets budgets, IAntiforgery antiforgery, WebAssets assets, PageRenderer renderer,
    IOptions<CrmKitApiOptions> api, IOptions<CrmKitWebOptions> options, IOptions<CrmKitOptions> engine, ILogger<WebInvoker> log)
{
    // Nothing inline, nothing evaluated, nothing from elsewhere. Tabler's style sheet holds its small pictures itself.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Door = "web";

    public ConcurrentDictionary<string, RouteGroupBuilder> Maps { get; } = new(StringComparer.Ordinal);

    public WebAssets Assets => assets;

    public CrmKitWebOptions Options => options.Value;

    public CrmKitOptions Engine => engine.Value;

    public CrmKitApiOptions Api => api.Value;

    public RateBudgets Budgets => budgets;

    public async Task InvokeAsync(HttpContext http, string prefix, WebRoute route)
    {
        var links = new WebLinks(http.Request.PathBase, prefix, assets);
        WebCall? call = null;
        Actor? actor = null;
        try
        {
            var tenant = await Callers.TenantAsync(http, tenants, api.Value);
            actor = await Callers.FindAsync(http, tenant, keys, api.Value);
            call = new WebCall(http, crm.OpenSession(actor, Door, tenant, Callers.OriginOf(http)), this, links);
            await using var ended = call;
            try
            {
                call.Charge(route.Cost);
                await call.Session.Profile.UseTimeZoneAsync(call.Cancelled);
                if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
                {
                    if (route.TakesFile) WebCall.ExpectFile(http, Math.Max(api.Value.MaxImportBytes, engine.Value.MaxAttachmentBytes) + api.Value.MaxBodyBytes);
                    else WebCall.LimitBody(http, api.Value.MaxBodyBytes);
                    await antiforgery.ValidateRequestAsync(http);
                }
                await route.Handler(call);
            }
            catch (Exception failure) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
            {
                Refusals.Note(security, http, actor, failure);
                await FailAsync(http, links, call, failure);
            }
        }
        catch (Exception failure) when (call is null && !http.RequestAborted.IsCancellationRequested)
        {
            Refusals.Note(security, http, actor, failure);
            await FailAsync(http, links, null, failure);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
    }

    /// <summary>Another session for the same person.</summary>
    public ICrmSession Reopen(HttpContext http, ICrmSession session) => crm.OpenSession(session.Actor, Door, session.TenantId, Callers.OriginOf(http));

    /// <summary>What surrounds a page for the person who asks.</summary>
    public async Task<Shell> ShellAsync(WebCall call, string title)
    {
        var added = call.Slot is { } slot ? await WidgetHandler.SlotAsync(call, slot.Key, slot.Record) : new WidgetsModel([]);
        if (call.SlotWithout.Count > 0) added = added with { Sections = [.. added.Sections.Where(s => !call.SlotWithout.Contains(s.Key))] };
        if (call.Shown is { } type) call.Shows(type);
        return await ShellAsync(call, title, added);
    }

    private async Task<Shell> ShellAsync(WebCall call, string title, WidgetsModel added) => Bare(call.Http, call.Links, call.Culture, title) with
    {
        Live = call.Plugins.Count > 0 ? call.Live ?? call.Links.Live(null, call.Plugins) : null,
        Navigation = await Navigation.ForAsync(call),
        UserKey = call.Session.Actor.UserId?.ToString("N"),
        Added = added,
        User = call.Session.Actor.UserId is { } id && await call.Session.Records.FindAsync(new RecordRef("user", id), call.Cancelled) is Planning.User user ? user.Name : null,
        Told = await NotificationHandler.LiveAsync(call),
        SignOut = options.Value.SignOutPath is { } path ? call.Http.Request.PathBase + path : null,
        Query = call.Http.Request.Path.Value?.EndsWith("/_search", StringComparison.Ordinal) == true ? call.Query("q") : null,
    };

    /// <summary>What a part of a page has of it: texts, links, the token of forms.</summary>
    public Shell FrameOf(WebCall call) => Bare(call.Http, call.Links, call.Culture, "");

    public async Task AnswerAsync<TPage, TModel>(HttpContext http, Shell shell, TModel model, int status, bool isFramed = true) where TModel : class
    {
        var html = await renderer.RenderAsync(typeof(TPage), shell, typeof(TModel), model, isFramed);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.Vary = "Accept-Language, Cookie";
        if (HttpMethods.IsHead(http.Request.Method)) return;
        await response.WriteAsync(html, Encoding.UTF8, http.RequestAborted);
    }

    private Shell Bare(HttpContext http, WebLinks links, string culture, string title) => new()
    {
        Title = title,
        Product = options.Value.Title,
        Icon = options.Value.IconPath is { } icon ? http.Request.PathBase + icon : null,
        Texts = WebTexts.For(culture),
        Links = links,
        Theme = Preferences.Theme(http.Request),
        Density = Preferences.Density(http.Request),
        Token = antiforgery.GetAndStoreTokens(http),
        Address = http.Request.PathBase + http.Request.Path + http.Request.QueryString,
    };

    private async Task FailAsync(HttpContext http, WebLinks links, WebCall? call, Exception failure)
    {
        if (failure is ApiException { Status: StatusCodes.Status401Unauthorized } && options.Value.SignInPath is { } signIn)
        {
            SendTo(http, WebLinks.With(http.Request.PathBase + signIn, ("return", HttpMethods.IsGet(http.Request.Method) ? http.Request.GetEncodedPathAndQuery() : links.Home)));
            return;
        }
        var culture = call?.Culture ?? Preferences.Culture(http.Request, []);
        var texts = WebTexts.For(culture);
        var (status, errors) = failure is AntiforgeryValidationException
            ? (StatusCodes.Status400BadRequest, [new CrmError("request.form-stale", texts["error.form-stale"])])
            : Problems.Map(http, failure);
        if (status >= StatusCodes.Status500InternalServerError) Problems.Failed(log, failure, http.Request.Method, http.Request.Path.Value ?? "");
        http.Response.Clear();
        if (failure is ApiException { RetryAfter: { } wait }) http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var shell = Bare(http, links, culture, texts.Find($"error.{status}") ?? texts["error.title"]);
        if (call is not null && status is < StatusCodes.Status500InternalServerError and not StatusCodes.Status429TooManyRequests) shell = await ShellAsync(call, shell.Title);
        await AnswerAsync<ErrorPage, ErrorModel>(http, shell, new ErrorModel(status, errors, Problems.Reference(http)), status);
    }

    // htmx would put the sign-in page into the middle of this one.
    private static void SendTo(HttpContext http, string address)
    {
        if (http.Request.Headers["HX-Request"] == "true") http.Response.Headers["HX-Redirect"] = address;
        else http.Response.Redirect(address);
    }
}
