using System.Text.Json;

namespace CrmKit.Plugins.Loading;

/// <summary>The translations in a plugin's folder: <c>i18n/{culture}.json</c>, one object of texts by key each.</summary>
internal static class PluginTexts
{
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="InvalidDataException">A file is too large, or no object of texts.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(PluginImage image)
    {
        var found = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var (name, content) in image.FilesIn("i18n", ".json")) found[Path.GetFileNameWithoutExtension(name)] = Parse("i18n/" + name, content);
        return found;
    }

    private static Dictionary<string, string> Parse(string name, byte[] content)
    {
        if (content.Length > MostBytes) throw new InvalidDataException($"{name} is larger than {MostBytes} bytes.");
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 2 });
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name} is no JSON object of texts: {e.Message}");
        }
    }
}
