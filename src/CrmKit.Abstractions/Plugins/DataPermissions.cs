using CrmKit.Access;
using CrmKit.Catalog;

namespace CrmKit.Plugins;

/// <summary>
/// What a plugin may ask the doors for, whoever it acts for: the data permissions of its manifest. What it defined itself is its own to use; everything else is denied unless it is named.
/// What it may change or delete it may also read. Immutable.
/// </summary>
internal sealed class DataPermissions
{
    public const string Read = "data.read";
    public const string Write = "data.write";
    public const string Delete = "data.delete";
    public const string Administer = "data.administer";

    private readonly string _pluginId;
    private readonly Dictionary<string, Grant> _grants = new(StringComparer.Ordinal);

    /// <param name="pluginId">Whose.</param>
    /// <param name="permissions">Names with their scopes: <c>lead</c>, <c>lead:name,email</c>; without a scope, all record types. Names of other kinds are passed over.</param>
    public DataPermissions(string pluginId, IEnumerable<(string Name, IReadOnlyList<string> Scope)> permissions)
    {
        _pluginId = pluginId;
        foreach (var (name, scope) in permissions.Where(p => Names.Contains(p.Name))) _grants[name] = new Grant(scope);
    }

    public static IReadOnlyList<string> Names { get; } = [Read, Write, Delete, Administer];

    /// <summary>Whether records of a type may be asked for. Assigning, converting and merging are no matter of single fields: they take the whole type.</summary>
    public bool Allows(RecordTypeDefinition type, Operations operations) =>
        type.Source == _pluginId || Needed(operations).All(name => name == Write && (operations & Wider) != 0 ? IsWhole(Write, type.Key) : Granted(name, type.Key));

    /// <summary>The fields of a type that are left out where only some are named; whoever has the whole of what a part belongs to (<paramref name="root"/>) has the whole of the part.</summary>
    public IReadOnlySet<string> Beyond(RecordTypeDefinition type, RecordTypeDefinition root, bool isWrite)
    {
        if (type.Source == _pluginId || root.Source == _pluginId) return None;
        HashSet<string>? named = null;
        foreach (var name in isWrite ? [Write] : new[] { Read, Write })
        {
            if (IsWhole(name, type.Key) || (type != root && IsWhole(name, root.Key))) return None;
            if (_grants.GetValueOrDefault(name)?.FieldsOf(type.Key) is { } fields) (named ??= new(StringComparer.Ordinal)).UnionWith(fields);
        }
        return named is null ? None : type.Fields.Where(f => f.Nature != FieldNature.System && f.Source != _pluginId && !named.Contains(f.Key)).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What was asked for beyond it, and what to write into the manifest.</summary>
    public CrmError Missing(RecordTypeDefinition type, Operations operations)
    {
        var name = Needed(operations).FirstOrDefault(n => !Granted(n, type.Key)) ?? Write;
        return new CrmError("plugin.permission-missing", $"Plugin '{_pluginId}' may not {Verb(name)} records of '{type.Key}': its plugin.json does not ask for it. Add {{ \"name\": \"{name}\", \"scope\": [ \"{type.Key}\" ] }} to permissions.");
    }

    private static readonly IReadOnlySet<string> None = new HashSet<string>();

    // Not a matter of single fields.
    private const Operations Wider = Operations.Assign | Operations.Convert | Operations.Merge;

    private bool Granted(string name, string type) =>
        (_grants.TryGetValue(name, out var grant) && grant.Covers(type)) || (name == Read && (Granted(Write, type) || Granted(Delete, type)));

    private bool IsWhole(string name, string type) => _grants.TryGetValue(name, out var grant) && grant.IsWhole(type);

    private static IEnumerable<string> Needed(Operations operations)
    {
        if ((operations & (Operations.Read | Operations.Export)) != 0) yield return Read;
        if ((operations & (Operations.Create | Operations.Update | Operations.Assign | Operations.Convert | Operations.Merge)) != 0) yield return Write;
        if ((operations & Operations.Delete) != 0) yield return Delete;
        if ((operations & Operations.Administer) != 0) yield return Administer;
    }

    private static string Verb(string name) => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The record types under one name: all of them, some, or some fields of some.</summary>
    private sealed class Grant(IReadOnlyList<string> scope)
    {
        private readonly Dictionary<string, IReadOnlySet<string>?> _types = scope.GroupBy(static s => s.Split(':')[0]).ToDictionary(g => g.Key, Named, StringComparer.Ordinal);

        public bool Covers(string type) => _types.Count == 0 || _types.ContainsKey(type);

        public bool IsWhole(string type) => _types.Count == 0 || (_types.TryGetValue(type, out var fields) && fields is null);

        /// <summary><see langword="null"/> where no fields are named.</summary>
        public IReadOnlySet<string>? FieldsOf(string type) => _types.GetValueOrDefault(type);

        private static IReadOnlySet<string>? Named(IEnumerable<string> scopes)
        {
            var fields = new HashSet<string>(StringComparer.Ordinal);
            foreach (var one in scopes)
            {
                if (one.Split(':', 2) is not [_, var list]) return null;
                fields.UnionWith(list.Split(','));
            }
            return fields;
        }
    }
}
