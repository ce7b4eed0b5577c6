using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>The language of labels: the first of those CrmKit speaks in the caller's order of preference.</summary>
internal static class Languages
{
    public static string Of(HttpRequest request)
    {
        try
        {
            foreach (var language in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
            {
                var name = language.Value.Value ?? "";
                if (name.StartsWith("zh", StringComparison.OrdinalIgnoreCase)) return "zh";
                if (name.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return "en";
            }
        }
        catch (FormatException)
        {
            // A header that nobody can read asks for nothing.
        }
        return "en";
    }
}
