namespace CrmKit.Pages;

internal static class WidgetErrors
{
    public static CrmError Unknown(string key) => new("widget.unknown", $"There is no widget of code '{key}'. It may belong to a plugin that is not enabled.");

    public static CrmError Failed(string key, string reason) => new("widget.failed", $"Widget '{key}' failed: {reason}");
}
