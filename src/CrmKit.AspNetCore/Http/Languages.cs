using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>The language of labels: the first of those that CrmKit and its plugins speak in the caller's order of preference.</summary>
internal static class Languages
{
    public static string Of(HttpRequest request, IReadOnlyList<string> cultures)
    {
        try
        {
            foreach (var language in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
            {
                var name = language.Value.Value ?? "";
                if (name.StartsWith("zh", StringComparison.OrdinalIgnoreCase) || name.StartsWith("en", StringComparison.OrdinalIgnoreCase)) return name;
                if (CultureChain.IsName(name) && CultureChain.Of(name).Any(c => cultures.Contains(c, StringComparer.OrdinalIgnoreCase))) return name;
            }
        }
        catch (FormatException)
        {
            // A header that nobody can read asks for nothing.
        }
        return "en";
    }
}
