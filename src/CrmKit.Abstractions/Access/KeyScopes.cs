namespace CrmKit.Access;

/// <summary>What an API key is good for: never more than its user may, and of that only what is named here.</summary>
/// <remarks>
/// Written as words parted by blanks: <c>read</c>, <c>write</c> (which reads too) for records of all types; <c>lead:read</c>, <c>lead:write</c> for one type; <c>admin</c> for users, teams, roles and definitions, reading and writing.
/// Users and teams are written with <c>admin</c> alone: whoever writes them gives rights. Immutable, compared by value.
/// </remarks>
public sealed record KeyScopes
{
    private const string AnyType = "*";
    private const Operations Reading = Operations.Read | Operations.Export;
    private static readonly HashSet<string> OfRights = ["user", "team"];

    private readonly Dictionary<string, bool> _types; // whether it may be written
    private readonly bool _administers;

    private KeyScopes(Dictionary<string, bool> types, bool administers) => (_types, _administers) = (types, administers);

    /// <summary>Only reading, and that of everything.</summary>
    public static KeyScopes ReadOnly { get; } = new(new() { [AnyType] = false }, administers: false);

    /// <summary>Whether nothing can be changed with it.</summary>
    public bool IsReadOnly => !_administers && !_types.ContainsValue(true);

    /// <summary>The record types that are named, by key.</summary>
    public IEnumerable<string> RecordTypes => _types.Keys.Where(t => t != AnyType);

    /// <summary>Reads the words; <see langword="null"/> when there is none, or one of them is no scope.</summary>
    public static KeyScopes? TryParse(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var (types, administers) = (new Dictionary<string, bool>(StringComparer.Ordinal), false);
        foreach (var word in words)
        {
            var parts = word.Split(':');
            var (type, what) = parts.Length == 2 ? (parts[0], parts[1]) : (AnyType, word);
            if (word == "admin") administers = true;
            else if (type.Length == 0 || (parts.Length == 2 && type == AnyType) || what is not ("read" or "write")) return null;
            else types[type] = types.GetValueOrDefault(type) || what == "write";
        }
        return types.Count == 0 && !administers ? null : new KeyScopes(types, administers);
    }

    /// <summary>Whether an operation, or several at once, on records of a type lies within.</summary>
    /// <param name="recordType">The key of a type that has rights of its own: of parts, their parent's.</param>
    /// <param name="operations">What.</param>
    public bool Allow(string recordType, Operations operations)
    {
        if (OfRights.Contains(recordType) || operations.HasFlag(Operations.Administer)) return _administers || ((operations & ~Reading) == 0 && Names(recordType, isWrite: false));
        return Names(recordType, isWrite: (operations & ~Reading) != 0);
    }

    /// <summary>The words, in a fixed order.</summary>
    public IReadOnlyList<string> Words =>
    [
        .. _types.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key == AnyType ? "" : t.Key + ":") + (t.Value ? "write" : "read")),
        .. _administers ? ["admin"] : Array.Empty<string>(),
    ];

    /// <summary>The words, parted by blanks.</summary>
    public override string ToString() => string.Join(' ', Words);

    /// <inheritdoc/>
    public bool Equals(KeyScopes? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private bool Names(string recordType, bool isWrite) =>
        (_types.TryGetValue(AnyType, out var any) && (any || !isWrite)) || (_types.TryGetValue(recordType, out var one) && (one || !isWrite));
}
