using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace CrmKit.Web;

/// <summary>A browser without scripts: reads pages, keeps cookies, fills in forms and sends them.</summary>
internal sealed class WebClient(Uri address, string? key) : IDisposable
{
    private readonly HttpClient _http = Make(address, key);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string language = "en", Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.AcceptLanguage.ParseAdd(language);
        with?.Invoke(request);
        return await _http.SendAsync(request);
    }

    /// <summary>Reads a page, and expects a status.</summary>
    public async Task<IHtmlDocument> PageAsync(string path, HttpStatusCode expected = HttpStatusCode.OK, string language = "en")
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, language);
        return await ParseAsync(response, expected, "GET " + path);
    }

    /// <summary>Sends a form of a page as it is, with some fields changed.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(IElement form, params (string Name, string Value)[] changes)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var field in form.QuerySelectorAll("input[name],select[name],textarea[name]"))
        {
            var name = field.GetAttribute("name")!;
            if (changes.Any(c => c.Name == name)) continue;
            if (field is IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false }) continue;
            fields.Add(new(name, field switch { IHtmlInputElement input => input.Value, IHtmlSelectElement select => select.Value ?? "", IHtmlTextAreaElement area => area.Value, _ => "" }));
        }
        fields.AddRange(changes.Select(c => new KeyValuePair<string, string>(c.Name, c.Value)));
        return await SendAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(fields));
    }

    /// <summary>Sends a form, and expects a page with a status as its answer.</summary>
    public async Task<IHtmlDocument> SubmitAsync(IElement form, HttpStatusCode expected, params (string Name, string Value)[] changes)
    {
        using var response = await SubmitAsync(form, changes);
        return await ParseAsync(response, expected, "POST " + form.GetAttribute("action"));
    }

    /// <summary>Sends a form that works, and says where it led.</summary>
    public async Task<string> DoneAsync(IElement form, params (string Name, string Value)[] changes)
    {
        using var response = await SubmitAsync(form, changes);
        Assert.True(response.StatusCode == HttpStatusCode.SeeOther, $"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return response.Headers.Location!.ToString();
    }

    public void Dispose() => _http.Dispose();

    public static async Task<IHtmlDocument> ParseAsync(HttpResponseMessage response, HttpStatusCode expected, string what)
    {
        var html = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{what}: expected {(int)expected}, got {(int)response.StatusCode} {response.Headers.Location}: {html}");
        return new HtmlParser().ParseDocument(html);
    }

    private static HttpClient Make(Uri address, string? key)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }
}
