using CrmKit.Pages;

namespace CrmKit.Web;

/// <summary>Addresses for what a plugin draws itself, as long as its request is under way.</summary>
internal sealed class PageAddresses(WebCall call, string plugin) : IPageAddresses
{
    public string? Record(RecordRef record) => call.Session.Catalog.TryType(record.Type, out var type) ? call.Links.Record(type, record.Id) : null;

    public string? List(string recordType, string? filter = null) => call.Session.Catalog.TryType(recordType, out var type) ? WebLinks.With(call.Links.List(type), ("filter", filter)) : null;

    public string? Page(string key, IReadOnlyDictionary<string, string>? values = null) =>
        call.Session.Catalog.Pages.Any(p => p.Key == key && p.Source != "core") ? WebLinks.With(call.Links.Page(key), [.. (values ?? new Dictionary<string, string>()).Select(v => (v.Key, (string?)v.Value))]) : null;

    public string? File(string name) => call.Session.Catalog.FindAsset(plugin, name) is { } asset ? call.Links.Asset(asset) : null;
}
