using System.Text.Json;

namespace CrmKit.Plugins.Loading;

/// <summary>The translations in a plugin's folder: <c>i18n/{culture}.json</c>, one object of texts by key each.</summary>
internal static class PluginTexts
{
    private const int MostBytes = 1024 * 1024;

    /// <exception cref="InvalidDataException">A file is too large, or no object of texts.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string folder)
    {
        var found = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        var path = Path.Combine(folder, "i18n");
        if (!Directory.Exists(path)) return found;
        foreach (var file in Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal)) found[Path.GetFileNameWithoutExtension(file)] = ReadFile(file);
        return found;
    }

    private static Dictionary<string, string> ReadFile(string file)
    {
        var name = "i18n/" + Path.GetFileName(file);
        if (new FileInfo(file).Length > MostBytes) throw new InvalidDataException($"{name} is larger than {MostBytes} bytes.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 2 });
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{name} is no JSON object of texts: {e.Message}");
        }
    }
}
