namespace CrmKit.Plugins.Inspection;

/// <summary>The types of all assemblies that a plugin brings, with their base types across assemblies.</summary>
internal sealed class PluginTypes
{
    private const int Deepest = 64;
    private readonly Dictionary<(string Assembly, string Name), CodeType> _types = [];
    private readonly ILookup<string, CodeType> _byName;

    public PluginTypes(IEnumerable<AssemblyCode> assemblies)
    {
        foreach (var type in assemblies.SelectMany(a => a.Types)) _types.TryAdd((type.Assembly, type.Name), type);
        _byName = _types.Values.ToLookup(t => t.Name);
    }

    /// <summary><see langword="null"/> when the plugin does not bring it.</summary>
    public CodeType? Find(TypeName name, string from) => _types.GetValueOrDefault((name.Assembly ?? from, TypeText.Open(name.Text)));

    /// <summary>As <see cref="Find"/>, by the name alone; <see langword="null"/> also when several assemblies have one of that name.</summary>
    public CodeType? FindByName(string name) => _byName[name].Take(2).ToList() is [var only] ? only : null;

    /// <summary>The type and the base types that the plugin brings, each with its arguments; last the first one that it does not bring.</summary>
    public IEnumerable<(CodeType? Type, TypeName Name)> Chain(CodeType type)
    {
        var name = new TypeName(type.Name, type.Assembly);
        for (var depth = 0; depth < Deepest; depth++)
        {
            yield return (type, name);
            if (type.Base is not { } parent) yield break;
            var next = new TypeName(TypeText.With(parent.Text, TypeText.Arguments(name.Text)), parent.Assembly ?? type.Assembly);
            if (Find(next, type.Assembly) is not { } known)
            {
                yield return (null, next);
                yield break;
            }
            (type, name) = (known, next);
        }
    }

    /// <summary>Whether a type of the plugin, or one around it, derives from a type of the contracts, directly or through others.</summary>
    public bool Derives(string type, string contract, ContractSurface target)
    {
        for (var name = type; name.Length > 0; name = name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : "")
            if (_byName[name].Any(t => Chain(t).Any(link => link.Type is null && target.Chain(link.Name.Text).Any(l => TypeText.Open(l.Text) == contract)))) return true;
        return false;
    }
}
