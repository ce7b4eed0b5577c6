using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>With which saved view the list of a type begins in this browser: <c>lead.{id}</c>, parted by underscores.</summary>
internal static class ViewDefaults
{
    private const string Cookie = "crmkit-views";
    private const int Most = 40; // so that the cookie stays small

    public static string? Of(HttpRequest request, RecordTypeDefinition type) => Read(request).FirstOrDefault(d => d.Type == type.Key).View;

    public static void Keep(HttpContext http, RecordTypeDefinition type, Guid? view)
    {
        var kept = Read(http.Request).Where(d => d.Type != type.Key).Take(Most - 1);
        if (view is { } chosen) kept = kept.Prepend((type.Key, chosen.ToString()));
        http.Response.Cookies.Append(Cookie, string.Join('_', kept.Select(d => $"{d.Type}.{d.View}")), Preferences.ForAYear(http));
    }

    private static IEnumerable<(string Type, string View)> Read(HttpRequest request) =>
        (request.Cookies[Cookie] ?? "").Split('_', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => (At: part.LastIndexOf('.'), Part: part)).Where(d => d.At > 0 && Guid.TryParseExact(d.Part[(d.At + 1)..], "D", out _))
            .Select(d => (d.Part[..d.At], d.Part[(d.At + 1)..]));
}
