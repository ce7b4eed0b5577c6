namespace CrmKit.Imports.Values;

/// <summary>Yes and no as exports write them.</summary>
internal static class BoolText
{
    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "yes", "true", "1", "y", "t", "on", "x", "是", "真", "√", "✓" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "no", "false", "0", "n", "f", "off", "否", "假", "×" };

    public static bool TryParse(string text, out bool value)
    {
        value = Yes.Contains(text);
        return value || No.Contains(text);
    }
}
