using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CrmKit.Web;

/// <summary>One request for a page under way: what a handler reads from and answers through.</summary>
internal sealed class WebCall(HttpContext http, ICrmSession session, WebInvoker site, WebLinks links) : IAsyncDisposable
{
    private readonly Dictionary<(string, bool), IReadOnlySet<string>> _fenced = [];
    private RecordTypeDefinition? _type;
    private string? _culture;

    public HttpContext Http => http;
    public ICrmSession Session { get; private set; } = session;
    public WebLinks Links => links;
    public CrmKitWebOptions Options => site.Options;
    public CrmKitOptions Engine => site.Engine;
    public CrmKitApiOptions Api => site.Api;

    /// <summary>Today where the person is.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Session.Now, Session.Zone).DateTime);

    public CancellationToken Cancelled => http.RequestAborted;
    public string Culture => _culture ??= Preferences.Culture(http.Request, Session.Catalog.Cultures);
    public WebTexts Texts => field ??= WebTexts.For(Culture);
    public FieldText Text => field ??= new FieldText(this);

    /// <summary>The path's record type, in the session's catalog.</summary>
    public RecordTypeDefinition Type => _type ??= Session.Catalog.Type((string)http.Request.RouteValues["type"]!);

    /// <summary>The record that the path names.</summary>
    public RecordRef Ref
    {
        get
        {
            var text = (string?)http.Request.RouteValues["id"] ?? "";
            return Guid.TryParseExact(text, "D", out var id) ? Type.Ref(id) : throw new CrmNotFoundException(ApiErrors.NotFound(Type, text));
        }
    }

    /// <summary>Charges the person before something is done, beside what the page costs anyway.</summary>
    /// <exception cref="ApiException"><c>request.rate-limited</c>.</exception>
    public void Charge(int units) => site.Budgets.Charge(http.Response, Session.TenantId, Session.Actor, units);

    public string? Query(string name)
    {
        return http.Request.Query[name] is [{ Length: > 0 } text] ? Whole(name, text) : null;
    }

    /// <summary>A parameter that can be taken as a text.</summary>
    public static string Whole(string name, string text) => text.Contains('\0', StringComparison.Ordinal) ? throw ApiErrors.Parameter(name, "a text without NUL characters") : text;

    /// <summary>The posted form; it was checked to come from one of our own pages.</summary>
    public async Task<IFormCollection> FormAsync()
    {
        try
        {
            return await http.Request.ReadFormAsync(Cancelled);
        }
        catch (InvalidDataException broken)
        {
            throw new BadHttpRequestException(broken.Message, broken);
        }
    }

    public async ValueTask<bool> MayAsync(RecordTypeDefinition type, Access.Operations operation) =>
        !(type.IsAppendOnly && operation != Access.Operations.Read) && await Session.Access.ScopeAsync(type, operation, Cancelled) != Access.AccessScope.None;

    public async ValueTask<bool> MayAsync(RecordTypeDefinition type, Access.Operations operation, Record record) =>
        !type.IsAppendOnly && (await Session.Access.MayAsync(type, operation, [record], Cancelled))[0];

    /// <summary>The fields of a type that the person may not read.</summary>
    public async ValueTask<IReadOnlySet<string>> HiddenAsync(RecordTypeDefinition type) =>
        _fenced.TryGetValue((type.Key, false), out var known) ? known : _fenced[(type.Key, false)] = await Session.Access.HiddenFieldsAsync(type, Cancelled);

    /// <summary>The fields of a type that the person may not write.</summary>
    public async ValueTask<IReadOnlySet<string>> ReadOnlyAsync(RecordTypeDefinition type) =>
        _fenced.TryGetValue((type.Key, true), out var known) ? known : _fenced[(type.Key, true)] = await Session.Access.ReadOnlyFieldsAsync(type, Cancelled);

    /// <summary>Ends the session and opens another: after a change of what there is, and before things that wait for sessions to end.</summary>
    public async Task RenewAsync()
    {
        await Session.DisposeAsync();
        Session = site.Reopen(http, Session);
        await Session.Profile.UseTimeZoneAsync(Cancelled);
        _fenced.Clear();
        _type = null;
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    /// <summary>The page of the user interface to which plugins may add sections, and the record that it shows.</summary>
    public (string Key, Guid? Record)? Slot { get; set; }

    /// <summary>The sections that stand elsewhere on it, or nowhere.</summary>
    public IReadOnlySet<string> SlotWithout { get; set; } = System.Collections.Frozen.FrozenSet<string>.Empty;

    /// <summary>The plugins that the page shows something of.</summary>
    public SortedSet<string> Plugins { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the page is told what happens; <see langword="null"/> when it is about nothing that changes.</summary>
    public string? Live { get; private set; }

    /// <summary>Notes that the page shows records of a type, with what plugins add to it.</summary>
    public void Shows(RecordTypeDefinition type)
    {
        foreach (var source in type.Fields.Select(f => f.Source).Concat(Session.Catalog.RecordActions.Where(a => a.RecordTypes.Contains(type.Key)).Select(a => a.Source)).Append(type.Source)) ShowsOf(source);
    }

    /// <summary>Notes that the page shows something that came from a source.</summary>
    public void ShowsOf(string source)
    {
        if (source is not ("core" or "admin")) Plugins.Add(source);
    }

    /// <summary>The page is told of what others write to records of a type.</summary>
    public string Watch(RecordTypeDefinition type)
    {
        Shows(type);
        return Live = links.Live(type, Plugins);
    }

    /// <summary>The path's record type, if the page was about it.</summary>
    public RecordTypeDefinition? Shown => _type;

    /// <summary>Answers with a part of a page, without its frame.</summary>
    public Task FragmentAsync<TPart, TModel>(TModel model, int status) where TModel : class => site.AnswerAsync<TPart, TModel>(http, site.FrameOf(this), model, status, isFramed: false);

    /// <summary>Answers with a page.</summary>
    public async Task PageAsync<TPage, TModel>(string title, TModel model, int status = StatusCodes.Status200OK) where TModel : class
    {
        var shell = await site.ShellAsync(this, title);
        await site.AnswerAsync<TPage, TModel>(http, shell, model, status);
    }

    /// <summary>Sends the browser on after a change, so that reloading does not repeat it.</summary>
    public void GoTo(string address)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address;
    }

    /// <summary>Where a form says that it came from, when that is one of our own pages; else another address.</summary>
    public string BackOr(string? back, string otherwise) => back is { Length: > 0 } && Links.IsOwn(back) ? back : otherwise;

    /// <summary>A form with a file: what is large of it goes to a temporary file that ends with the request.</summary>
    public static void ExpectFile(HttpContext http, long most)
    {
        LimitBody(http, most);
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = most }));
    }

    public static void LimitBody(HttpContext http, long most)
    {
        if (http.Request.ContentLength > most) throw ApiErrors.TooLarge((int)Math.Min(most, int.MaxValue));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
    }

    public CultureInfo Format => field ??= Preferences.FormatOf(Culture);
}
