namespace CrmKit.Plugins.Inspection;

/// <summary>All that plugins can use of one version of the contracts.</summary>
internal sealed class ContractSurface
{
    private readonly Dictionary<string, ContractType> _types;

    public ContractSurface(string assembly, string version, IEnumerable<ContractType> types) =>
        (Assembly, Version, _types) = (assembly, version, types.GroupBy(t => t.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal));

    /// <summary>Its simple name: the contracts, or the package for tables.</summary>
    public string Assembly { get; }

    /// <summary>As in <c>0.1.0</c>.</summary>
    public string Version { get; }

    public IEnumerable<ContractType> Types => _types.Values.OrderBy(t => t.Name, StringComparer.Ordinal);

    /// <summary>By name, instantiated or not; <see langword="null"/> when the version has none.</summary>
    public ContractType? Find(string type) => _types.GetValueOrDefault(TypeText.Open(type));

    /// <summary>The type and its base types in the contracts, each with its arguments, and last what lies outside.</summary>
    public IEnumerable<(ContractType? Type, string Text)> Chain(string type)
    {
        for (var depth = 0; depth < 64; depth++)
        {
            var found = Find(type);
            yield return (found, type);
            if (found?.Base is not { } parent) yield break;
            type = TypeText.With(parent, TypeText.Arguments(type));
        }
    }
}

/// <summary>One type of the contracts.</summary>
internal sealed record ContractType
{
    /// <summary>With its namespace, the types around it, and its number of parameters: <c>CrmKit.A/B`1</c>.</summary>
    public required string Name { get; init; }
    public required ContractKind Kind { get; init; }
    public required ContractAccess Access { get; init; }
    public bool IsAbstract { get; init; }
    public bool IsSealed { get; init; }

    /// <summary><see langword="null"/> for interfaces.</summary>
    public string? Base { get; init; }

    /// <summary>Also those of its interfaces; those of its base type only where it names them again.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>Which members of interfaces it has bodies for by name: interface and signature.</summary>
    public IReadOnlyList<(string Interface, string Signature)> Overrides { get; init; } = [];

    /// <summary>Of its type parameters, in their order; none for a type without.</summary>
    public IReadOnlyList<TypeConstraints> Parameters { get; init; } = [];

    /// <summary>By signature.</summary>
    public required IReadOnlyDictionary<string, ContractMember> Members { get; init; }
}

/// <summary>One method or field.</summary>
/// <param name="Signature">Name, parameters and return type as text.</param>
/// <param name="Access">Who can use it.</param>
internal sealed record ContractMember(string Signature, ContractAccess Access)
{
    public bool IsAbstract { get; init; }
    public bool IsVirtual { get; init; }
    public bool IsFinal { get; init; }

    /// <summary>Of its type parameters, in their order.</summary>
    public IReadOnlyList<TypeConstraints> Parameters { get; init; } = [];

    /// <summary>The number of an enum's constant; <see langword="null"/> for everything else.</summary>
    public long? Constant { get; init; }
}

internal enum ContractKind
{
    Class,
    Interface,
    Struct,
    Enum,
    Delegate,
}

/// <summary>In ascending order of who can use it.</summary>
internal enum ContractAccess
{
    Internal,
    Protected,
    Public,
}
