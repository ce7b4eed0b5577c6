using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CrmKit.AspNetCore;

/// <summary>The API's document as pages for people: what there is, and each part of it with its bodies, answers and examples. No script runs, and nothing comes from elsewhere.</summary>
internal sealed class ApiPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:1.5rem auto;padding:0 1rem;color:#1d2433;background:#fff}
        a{color:#1f5fbf}code,pre{font:14px/1.5 ui-monospace,monospace}pre{background:#f3f5f9;padding:.75rem;border-radius:4px;overflow:auto}
        table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #d5dae3}
        section{border-top:2px solid #d5dae3;margin-top:2rem}.m{display:inline-block;min-width:4.5rem;font-weight:600}summary{cursor:pointer}
        @media (prefers-color-scheme:dark){body{color:#e4e8f0;background:#161b26}a{color:#8ab4f8}pre{background:#202838}th,td,section{border-color:#3a4458}}
        """;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _html = new();
    private readonly JsonNode _document;

    private ApiPage(JsonNode document) => _document = document;

    /// <summary>What the pages may do: show their own style.</summary>
    public static string Policy { get; } = $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>One page.</summary>
    /// <param name="document">The document.</param>
    /// <param name="tag">The part that is shown; <see langword="null"/> for all parts, with their operations.</param>
    /// <param name="address">Where the document itself is.</param>
    /// <returns>The page; <see langword="null"/> when there is no such part.</returns>
    public static string? Of(JsonNode document, string? tag, string address)
    {
        var page = new ApiPage(document);
        var parts = page.Operations().GroupBy(o => (string)o.Operation["tags"]![0]!).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        if (tag is not null && !parts.ContainsKey(tag)) return null;
        if (tag is null) page.Overview(parts, address);
        else page.Part(tag, parts[tag]);
        var title = Text((string)document["info"]!["title"]! + (tag is null ? "" : $": {tag}"));
        return $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title><style>{Style}</style></head><body><main><h1>{title}</h1>{page._html}</main></body></html>";
    }

    private IEnumerable<(string Method, string Path, JsonNode Operation)> Operations() =>
        _document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => (o.Key.ToUpperInvariant(), p.Key, o.Value!)));

    private void Overview(Dictionary<string, List<(string Method, string Path, JsonNode Operation)>> parts, string address)
    {
        Add($"<p>{Text((string?)_document["info"]!["description"])} <a href=\"{Text(address)}\">OpenAPI 3.1</a></p>");
        foreach (var tag in _document["tags"]!.AsArray().Where(t => parts.ContainsKey((string)t!["name"]!)))
        {
            var name = (string)tag!["name"]!;
            Add($"<h2><a href=\"?part={Uri.EscapeDataString(name)}\">{Text(name)}</a></h2><p>{Text((string?)tag["description"])}</p><ul>");
            foreach (var (method, path, operation) in parts[name])
                Add($"<li><a href=\"?part={Uri.EscapeDataString(name)}#{Text((string)operation["operationId"]!)}\"><code><span class=\"m\">{method}</span>{Text(path)}</code></a> {Text((string?)operation["summary"])}</li>");
            Add($"</ul>");
        }
    }

    private void Part(string tag, List<(string Method, string Path, JsonNode Operation)> operations)
    {
        var description = (string?)_document["tags"]!.AsArray().First(t => (string)t!["name"]! == tag)!["description"];
        Add($"<p>{Text(description)} <a href=\"?\">All parts</a></p>");
        foreach (var (method, path, operation) in operations)
        {
            Add($"<section id=\"{Text((string)operation["operationId"]!)}\"><h2><code><span class=\"m\">{method}</span>{Text(path)}</code></h2><p>{Text((string?)operation["summary"])}</p>");
            Parameters(operation["parameters"]?.AsArray());
            if (operation["requestBody"]?["content"] is JsonObject body) Content("Body", body);
            foreach (var (status, answer) in operation["responses"]!.AsObject())
            {
                var response = Resolved(answer!);
                if (response["content"] is JsonObject content && status[0] == '2') Content($"Answer {status}", content);
                else Add($"<p><code>{Text(status)}</code> {Text((string?)response["description"])}</p>");
            }
            Add($"</section>");
        }
    }

    private void Parameters(JsonArray? parameters)
    {
        if (parameters is null or { Count: 0 }) return;
        Add($"<table><thead><tr><th scope=\"col\">Parameter</th><th scope=\"col\">In</th><th scope=\"col\">Type</th><th scope=\"col\">What it is</th></tr></thead><tbody>");
        foreach (var parameter in parameters)
            Add($"<tr><td><code>{Text((string?)parameter!["name"])}</code></td><td>{Text((string?)parameter["in"])}{(parameter["required"] is not null ? ", required" : "")}</td><td>{Text(TypeOf(parameter["schema"]))}</td><td>{Text((string?)parameter["description"])}</td></tr>");
        Add($"</tbody></table>");
    }

    private void Content(string heading, JsonObject content)
    {
        var (media, type) = content.First();
        var schema = type!["schema"];
        Add($"<details><summary>{Text(heading)}: <code>{Text(media)}</code> {Text(TypeOf(schema))}</summary>");
        if (schema is not null && Resolved(schema) is var known && known["properties"] is JsonObject properties)
        {
            var required = known["required"]?.AsArray().Select(r => (string)r!).ToHashSet(StringComparer.Ordinal) ?? [];
            Add($"<table><thead><tr><th scope=\"col\">Property</th><th scope=\"col\">Type</th><th scope=\"col\">What it is</th></tr></thead><tbody>");
            foreach (var (name, property) in properties)
                Add($"<tr><td><code>{Text(name)}</code>{(required.Contains(name) ? ", required" : "")}</td><td>{Text(TypeOf(property))}</td><td>{Text((string?)property!["description"])}</td></tr>");
            Add($"</tbody></table>");
            if (known["examples"]?[0] is { } example) Add($"<pre>{Text(example.ToJsonString(Readable))}</pre>");
        }
        Add($"</details>");
    }

    // References lead to components of the same document.
    private JsonNode Resolved(JsonNode node) =>
        (string?)node["$ref"] is { } reference ? reference.Split('/').Skip(1).Aggregate(_document, (at, part) => at[part]!) : node;

    private static string TypeOf(JsonNode? schema)
    {
        if (schema is null) return "";
        if ((string?)schema["$ref"] is { } reference) return reference[(reference.LastIndexOf('/') + 1)..];
        var type = schema["type"] is JsonArray several ? string.Join(" or ", several.Select(t => (string)t!)) : (string?)schema["type"] ?? "";
        if (schema["items"] is { } items) return $"list of {TypeOf(items)}";
        return (string?)schema["format"] is { } format ? $"{type} ({format})" : type;
    }

    private void Add(FormattableString html) => _html.Append(html.ToString(CultureInfo.InvariantCulture));

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
