using System.Text.Json;

namespace CrmKit.AspNetCore;

internal static class JsonText
{
    /// <summary>Reads a string; not one with half a character (a lone surrogate) or NUL, which databases refuse.</summary>
    public static bool TryRead(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString() ?? "";
            return !text.Contains('\0', StringComparison.Ordinal);
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }
}
