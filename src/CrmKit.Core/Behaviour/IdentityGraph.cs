namespace CrmKit.Behaviour;

/// <summary>Whom sets of identities lead to. A function of what was seen and who is known, and of nothing else: the order of events, and of changes of contacts, does not matter.</summary>
/// <remarks>
/// An identity that a contact has leads to that contact, and to nobody beyond: two people at one device stay two. An identity that no contact has leads to whomever the identities seen with it lead to, through any number of such.
/// </remarks>
internal static class IdentityGraph
{
    /// <param name="visitors">The sets, with all that share an unknown identity with them.</param>
    /// <param name="known">The contacts that have an identity; identities of nobody are not in it.</param>
    /// <param name="shared">Identities of nobody that so many sets share that they tell nobody apart.</param>
    /// <returns>The contacts of each set: none, the one that is meant, or several.</returns>
    public static Dictionary<Guid, IReadOnlySet<Guid>> Resolve(IReadOnlyDictionary<Guid, IReadOnlyList<string>> visitors, IReadOnlyDictionary<string, IReadOnlySet<Guid>> known, IReadOnlySet<string> shared)
    {
        var groups = new Groups();
        var own = new Dictionary<Guid, HashSet<Guid>>(visitors.Count);
        foreach (var (visitor, keys) in visitors)
        {
            own[visitor] = [.. keys.SelectMany(k => known.TryGetValue(k, out var contacts) ? contacts : (IEnumerable<Guid>)[])];
            string? first = null;
            foreach (var key in Unknown(keys)) groups.Join(first ??= key, key);
            if (first is not null) groups.Add(first, own[visitor]);
        }
        return visitors.ToDictionary(v => v.Key, v => own[v.Key].Count > 0 ? (IReadOnlySet<Guid>)own[v.Key] : Unknown(v.Value).FirstOrDefault() is { } key ? groups.Of(key) : new HashSet<Guid>());

        IEnumerable<string> Unknown(IReadOnlyList<string> keys) => keys.Where(k => !known.ContainsKey(k) && !shared.Contains(k));
    }

    /// <summary>Keys that belong together, with the contacts that they lead to.</summary>
    private sealed class Groups
    {
        private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<Guid>> _contacts = new(StringComparer.Ordinal);

        public void Join(string one, string other)
        {
            var (to, from) = (Root(one), Root(other));
            if (to == from) return;
            _parents[from] = to;
            if (_contacts.Remove(from, out var contacts)) Add(to, contacts);
        }

        public void Add(string key, IEnumerable<Guid> contacts)
        {
            var root = Root(key);
            if (!_contacts.TryGetValue(root, out var all)) _contacts[root] = all = [];
            all.UnionWith(contacts);
        }

        public HashSet<Guid> Of(string key) => _contacts.GetValueOrDefault(Root(key)) ?? [];

        private string Root(string key)
        {
            var root = key;
            while (_parents.TryGetValue(root, out var parent)) root = parent;
            for (var next = key; next != root; (next, _parents[next]) = (_parents[next], root)) { }
            return root;
        }
    }
}
