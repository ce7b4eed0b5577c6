using System.Globalization;
using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>What a person chose for this browser: language, theme and how close together things stand.</summary>
internal static class Preferences
{
    public const string ThemeCookie = "crmkit-theme";
    public const string DensityCookie = "crmkit-density";
    public const string LanguageCookie = "crmkit-language";

    public static IReadOnlyList<string> Themes => ["auto", "light", "dark"];

    public static IReadOnlyList<string> Densities => ["comfortable", "compact"];

    public static string Theme(HttpRequest request) => Chosen(request, ThemeCookie, Themes);

    public static string Density(HttpRequest request) => Chosen(request, DensityCookie, Densities);

    /// <summary>The language that was chosen, else the first of those that the browser asks for.</summary>
    public static string Culture(HttpRequest request, IReadOnlyList<string> cultures) =>
        request.Cookies[LanguageCookie] is { } chosen && WebTexts.Languages.Contains(chosen) ? chosen : AspNetCore.Languages.Of(request, cultures);

    /// <summary>How numbers and days are written.</summary>
    public static CultureInfo FormatOf(string culture)
    {
        try
        {
            return CultureInfo.GetCultureInfo(culture);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    // The first one is what holds until somebody chooses.
    private static string Chosen(HttpRequest request, string cookie, IReadOnlyList<string> known) => request.Cookies[cookie] is { } chosen && known.Contains(chosen) ? chosen : known[0];

    public static void Keep(HttpContext http, string cookie, string? value, IReadOnlyList<string> known)
    {
        if (value is null || !known.Contains(value)) return;
        http.Response.Cookies.Append(cookie, value, ForAYear(http));
    }

    public static CookieOptions ForAYear(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, IsEssential = true, MaxAge = TimeSpan.FromDays(365), Path = "/" };
}

/// <summary>Keeps what was chosen in the page's head, and goes back there.</summary>
internal static class PreferenceHandler
{
    public static async Task SaveAsync(WebCall call)
    {
        var form = await call.FormAsync();
        Preferences.Keep(call.Http, Preferences.ThemeCookie, form["theme"], Preferences.Themes);
        Preferences.Keep(call.Http, Preferences.DensityCookie, form["density"], Preferences.Densities);
        Preferences.Keep(call.Http, Preferences.LanguageCookie, form["language"], WebTexts.Languages);
        var back = form["back"].ToString();
        call.GoTo(call.BackOr(back, call.Links.Home));
    }
}
