using System.Text.Json;
using CrmKit.Forms;
using CrmKit.Sessions;
using CrmKit.Tenants;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>The part of forms that strangers reach: the page, what it sends, and the script that puts it on another page. Nobody signs in here, and cookies are not looked at.</summary>
internal sealed class PublicForms(ICrm crm, ITenants tenants, IOptions<CrmKitApiOptions> options, ILogger<PublicForms> log)
{
    private const int MostBytes = 64 * 1024;

    // The same for all forms: it reads its own address, and nothing of the page around it.
    private const string Script = """
        (function(){var s=document.currentScript;if(!s)return;var f=document.createElement("iframe");f.src=s.src.replace(/\/embed\.js.*$/,"")+(s.dataset.lang?"?lang="+encodeURIComponent(s.dataset.lang):"");
        f.title=s.dataset.title||"Form";f.loading="lazy";f.style.cssText="width:100%;border:0;min-height:"+(parseInt(s.dataset.height,10)||640)+"px";s.parentNode.insertBefore(f,s);})();
        """;

    public Task ScriptAsync(HttpContext http) => RunAsync(http, async (forms, form) =>
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin"; // it is there for the pages of others
        await WriteAsync(http, Script, "text/javascript; charset=utf-8");
    });

    public Task PageAsync(HttpContext http) => RunAsync(http, async (session, form) =>
    {
        var texts = Texts(http);
        await HtmlAsync(http, form, FormPage.Form(form, session.Catalog.Type("lead"), texts, session.Forms.NewToken(form), new Dictionary<string, string>(), null, new HashSet<string>()));
    });

    /// <summary>For sites that bring their own page: the fields and a token.</summary>
    public Task DefinitionAsync(HttpContext http) => RunAsync(http, async (session, form) =>
    {
        AllowOrigin(http, form);
        var (texts, lead) = (Texts(http), session.Catalog.Type("lead"));
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, ApiCall.Written)) Write(json, form, lead, texts, session.Forms.NewToken(form));
        http.Response.Headers.CacheControl = "no-store";
        await WriteAsync(http, body.ToArray(), "application/json");
    });

    /// <summary>What browsers ask before they send something to another site.</summary>
    public Task AskAsync(HttpContext http) => RunAsync(http, (_, form) =>
    {
        AllowOrigin(http, form);
        http.Response.Headers.AccessControlAllowMethods = "GET, POST";
        http.Response.Headers.AccessControlAllowHeaders = "content-type";
        http.Response.Headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    });

    public Task SendAsync(HttpContext http) => RunAsync(http, async (session, form) =>
    {
        AllowOrigin(http, form);
        if (http.Request.HasFormContentType) await SendPageAsync(http, session, form);
        else
        {
            await session.Forms.SubmitAsync(form, await JsonPostingAsync(http), http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    });

    private static async Task SendPageAsync(HttpContext http, ICrmSession session, WebForm form)
    {
        var texts = Texts(http);
        var sent = await FieldsAsync(http);
        var values = sent.Where(f => !f.Key.StartsWith('_')).ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        try
        {
            await session.Forms.SubmitAsync(form, new FormPosting
            {
                Token = sent.GetValueOrDefault(FormPage.Token) ?? "",
                Values = values,
                Trap = sent.GetValueOrDefault(FormPage.Trap),
                Consents = sent.GetValueOrDefault(FormPage.Consent) == "true",
                Language = texts.Language,
                Address = AddressOf(http),
            }, http.RequestAborted);
        }
        catch (CrmException refusal) when (refusal is CrmValidationException || refusal.Error.Code == "form.limit")
        {
            var (status, message) = refusal.Error.Code switch
            {
                "form.limit" => (StatusCodes.Status429TooManyRequests, texts.TooOften),
                "form.token" => (StatusCodes.Status422UnprocessableEntity, texts.Late),
                _ => (StatusCodes.Status422UnprocessableEntity, texts.Check),
            };
            if (status == StatusCodes.Status429TooManyRequests) http.Response.Headers.RetryAfter = "3600";
            var wrong = refusal.Errors.Select(e => e.Field).OfType<string>().ToHashSet();
            await HtmlAsync(http, form, FormPage.Form(form, session.Catalog.Type("lead"), texts, session.Forms.NewToken(form), values, message, wrong), status);
            return;
        }
        if (form.RedirectUrl is { } url)
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = new Uri(url).AbsoluteUri;
        }
        else await HtmlAsync(http, form, FormPage.Thanks(form, texts));
    }

    private static async Task<Dictionary<string, string>> FieldsAsync(HttpContext http)
    {
        if (http.Request.ContentLength is null or > MostBytes) throw ApiErrors.TooLarge(MostBytes);
        var sent = await http.Request.ReadFormAsync(new Microsoft.AspNetCore.Http.Features.FormOptions { ValueCountLimit = 100, KeyLengthLimit = 100, ValueLengthLimit = MostBytes, MultipartBodyLengthLimit = MostBytes }, http.RequestAborted);
        return sent.ToDictionary(f => f.Key, f => f.Value.Count == 1 ? f.Value[0] ?? "" : "", StringComparer.Ordinal);
    }

    private async Task<FormPosting> JsonPostingAsync(HttpContext http)
    {
        using var body = await JsonBody.ReadAsync(http.Request, MostBytes, options.Value.MaxJsonDepth, isOptional: false, http.RequestAborted);
        var given = new StrictObject(body.RootElement, "body", "token", "values", "trap", "consents", "language");
        if (given.Find("values") is not { ValueKind: JsonValueKind.Object } values) throw ApiErrors.Property("values", "an object of texts");
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject()) texts[value.Name] = value.Value.ValueKind == JsonValueKind.String && JsonText.TryRead(value.Value, out var text) ? text : throw ApiErrors.Property(ApiErrors.Shorten(value.Name), "a text");
        return new FormPosting
        {
            Token = given.RequiredText("token"), Values = texts, Trap = given.Text("trap"), Consents = given.Flag("consents") ?? false, Language = FormTexts.For(given.Text("language") ?? "en").Language, Address = AddressOf(http),
        };
    }

    private static void Write(Utf8JsonWriter json, WebForm form, RecordTypeDefinition lead, FormTexts texts, string token)
    {
        json.WriteStartObject();
        json.WriteString("name", form.Name);
        json.WriteString("language", texts.Language);
        json.WriteString("token", token);
        json.WriteString("consent", FormPage.TextFor(form.Consent, texts.Language));
        json.WriteStartArray("fields");
        var asked = form.Fields.Select(f => (Definition: lead.TryField(f.Key, out var definition) ? definition : null, f.IsRequired)).Concat(form.Questions.Select(q => ((FieldDefinition?)q.Shown(texts.Language), q.IsRequired)));
        foreach (var (definition, isRequired) in asked)
        {
            if (definition is null) continue;
            json.WriteStartObject();
            json.WriteString("key", definition.Key);
            json.WriteString("label", definition.Label.For(texts.Language));
            json.WriteString("kind", EnumCode.Of(definition.Kind));
            json.WriteBoolean("isRequired", isRequired);
            if (definition.MaxLength is { } most) json.WriteNumber("maxLength", most);
            json.WriteStartArray("options");
            foreach (var option in definition.Options)
            {
                json.WriteStartObject();
                json.WriteString("code", option.Code);
                json.WriteString("label", option.Label.For(texts.Language));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What a link in a mail leads to, and a button: programs that look at links press none.</summary>
    public Task LinkAsync(HttpContext http) => RunAsync(http, async session =>
    {
        var texts = ConsentPageTexts.For(FormTexts.For(Languages.Of(http.Request, [])).Language);
        try
        {
            var link = await session.Consents.FindLinkAsync(TokenOf(http), http.RequestAborted);
            await OwnPageAsync(http, ConsentPage.Of(link, texts));
        }
        catch (CrmNotFoundException unknown) when (unknown.Error.Code == "consent.link-unknown")
        {
            await OwnPageAsync(http, ConsentPage.Unknown(texts), StatusCodes.Status404NotFound);
        }
    });

    /// <summary>The button, and programs that end mail by themselves (<c>List-Unsubscribe-Post</c>).</summary>
    public Task FollowAsync(HttpContext http) => RunAsync(http, async session => // the address is a part of the proof
    {
        var texts = ConsentPageTexts.For(FormTexts.For(Languages.Of(http.Request, [])).Language);
        try
        {
            await OwnPageAsync(http, ConsentPage.Of(await session.Consents.FollowLinkAsync(TokenOf(http), http.RequestAborted), texts));
        }
        catch (CrmNotFoundException unknown) when (unknown.Error.Code == "consent.link-unknown")
        {
            await OwnPageAsync(http, ConsentPage.Unknown(texts), StatusCodes.Status404NotFound);
        }
    }, new CallOrigin(AddressOf(http)));

    private static string TokenOf(HttpContext http) => (string?)http.Request.RouteValues["token"] ?? "";

    private Task RunAsync(HttpContext http, Func<ICrmSession, WebForm, Task> answer) =>
        RunAsync(http, async session => await answer(session, await session.Forms.FindAsync((string?)http.Request.RouteValues["key"] ?? "", http.RequestAborted)));

    private async Task RunAsync(HttpContext http, Func<ICrmSession, Task> answer, CallOrigin? origin = null)
    {
        try
        {
            var tenant = await Callers.TenantOfStrangerAsync(http, tenants, options.Value);
            await using var session = crm.OpenSession(Actor.System("web form"), "web-form", tenant, origin);
            await answer(session);
        }
        catch (Exception failure)
        {
            await Problems.WriteAsync(http, failure is CrmRuleException { Error.Code: "form.limit" } ? ApiErrors.TooOften(failure.Message) : failure is InvalidDataException ? ApiErrors.TooLarge(MostBytes) : failure, log);
        }
    }

    // The page's own site, and those that the form names: others may neither send nor read.
    private static void AllowOrigin(HttpContext http, WebForm form)
    {
        if (http.Request.Headers.Origin is not [{ } origin]) return;
        http.Response.Headers.Vary = "Origin";
        if (http.Request.Headers["Sec-Fetch-Site"] == "same-origin") return; // browsers say "null" of a page's own origin, too, where it sends no referrer
        if (origin == $"{http.Request.Scheme}://{http.Request.Host}") return;
        if (!form.Origins.Contains(origin)) throw ApiErrors.Origin();
        http.Response.Headers.AccessControlAllowOrigin = origin;
    }

    private static FormTexts Texts(HttpContext http) => FormTexts.For(http.Request.Query["lang"] is [{ Length: > 0 and < 20 } asked] ? asked : Languages.Of(http.Request, []));

    // The peer itself: a host behind a proxy of its own says so with ASP.NET Core's forwarded headers.
    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    private static Task HtmlAsync(HttpContext http, WebForm form, string html, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.ContentSecurityPolicy = FormPage.Policy(form);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "same-origin"; // with less, older browsers do not say which page sends it
        return WriteAsync(http, html, "text/html; charset=utf-8");
    }

    private static Task OwnPageAsync(HttpContext http, string html, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.Headers.ContentSecurityPolicy = FormPage.OwnPolicy;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address is the key
        return WriteAsync(http, html, "text/html; charset=utf-8");
    }

    private static Task WriteAsync(HttpContext http, string text, string contentType) => WriteAsync(http, System.Text.Encoding.UTF8.GetBytes(text), contentType);

    private static async Task WriteAsync(HttpContext http, byte[] content, string contentType)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        (http.Response.ContentType, http.Response.ContentLength) = (contentType, content.Length);
        await http.Response.Body.WriteAsync(content, http.RequestAborted);
    }
}
