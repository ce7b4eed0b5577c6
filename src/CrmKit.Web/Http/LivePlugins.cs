using System.Text;
using System.Text.Json;

namespace CrmKit.Web;

/// <summary>What an open page is told about plugins: that one it shows something of has gone or is back, and that what there is changed, so that its menu follows. Nothing of it outlives the connection.</summary>
internal sealed class LivePlugins
{
    private readonly IReadOnlyList<string> _shown;
    private readonly Dictionary<string, string> _names;
    private long _version;
    private bool _isFirst = true;

    private LivePlugins(IReadOnlyList<string> shown, CatalogSnapshot catalog)
    {
        (_shown, _version) = (shown, catalog.Version);
        _names = shown.ToDictionary(p => p, p => catalog.SourceNames.GetValueOrDefault(p, p), StringComparer.Ordinal);
        Gone = MissingFrom(catalog);
    }

    /// <summary>Those that are not there.</summary>
    public IReadOnlyList<string> Gone { get; private set; }

    /// <summary>Whether the page shows something of none.</summary>
    public bool IsEmpty => _shown.Count == 0;

    public static LivePlugins Of(WebCall call) =>
        new([.. (call.Query("plugins") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(100)], call.Session.Catalog);

    /// <summary>The keys of the types that a page shows, without those that went with a plugin.</summary>
    /// <exception cref="CrmNotFoundException"><c>catalog.type-unknown</c>: and no plugin of the page is away.</exception>
    public List<string> Known(IEnumerable<string> types, CatalogSnapshot catalog) => [.. types.Where(t => Gone.Count == 0 || catalog.TryType(t, out _)).Select(t => catalog.Type(t).Key)];

    /// <summary>Events to send since the last look: on a new connection those that were missed.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Look(CatalogSnapshot catalog)
    {
        var (before, isFirst) = (Gone, _isFirst);
        _isFirst = false;
        Gone = MissingFrom(catalog);
        if (isFirst ? Gone.Count > 0 : !Gone.SequenceEqual(before)) yield return Event("plugins", Gone.Select(p => _names[p]));
        if (catalog.Version == _version) yield break;
        _version = catalog.Version;
        yield return Event("catalog", []);
    }

    private List<string> MissingFrom(CatalogSnapshot catalog) => [.. _shown.Where(p => !catalog.SourceNames.ContainsKey(p))];

    // Without an id: where somebody goes on in the feed of changes stays as it is.
    private static ReadOnlyMemory<byte> Event(string name, IEnumerable<string> said) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {JsonSerializer.Serialize(said.ToArray())}\n\n");
}
