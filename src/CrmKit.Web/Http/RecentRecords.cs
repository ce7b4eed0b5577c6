using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What was looked at last in this browser: ids in a cookie, read with the rights of whoever looks now.</summary>
internal static class RecentRecords
{
    public const string Cookie = "crmkit-recent";
    private const int Most = 8;

    public static void Note(WebCall call, RecordRef record)
    {
        var recent = Of(call.Http.Request).Where(r => r != record).Prepend(record).Take(Most);
        call.Http.Response.Cookies.Append(Cookie, string.Join(',', recent.Select(r => $"{r.Type}:{r.Id:N}")),
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = call.Http.Request.IsHttps, IsEssential = true, MaxAge = TimeSpan.FromDays(30), Path = "/" });
    }

    /// <summary>The newest first; what a browser sends that is none is left out.</summary>
    public static IEnumerable<RecordRef> Of(HttpRequest request) => (request.Cookies[Cookie] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(Most)
        .Select(text => text.Split(':') is [{ Length: > 0 } type, var id] && Guid.TryParseExact(id, "N", out var key) ? new RecordRef(type, key) : default(RecordRef?)).OfType<RecordRef>();
}
