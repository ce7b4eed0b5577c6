namespace CrmKit.Plugins.Inspection;

/// <summary>What the code of an assembly defines and uses, out of its metadata and its instructions.</summary>
internal sealed class AssemblyCode
{
    public required string Name { get; init; }
    public required IReadOnlyList<CodeType> Types { get; init; }
    public required IReadOnlyList<TypeUse> TypeUses { get; init; }
    public required IReadOnlyList<MemberUse> MemberUses { get; init; }

    /// <summary>Generic types of other assemblies with the arguments that it gives them.</summary>
    public required IReadOnlyList<string> Instantiations { get; init; }

    /// <summary>Generic methods of other assemblies with the arguments that it gives them.</summary>
    public required IReadOnlyList<(MemberUse Method, IReadOnlyList<string> Arguments)> Calls { get; init; }

    /// <summary>Native functions that it imports, as <c>library!function</c>.</summary>
    public required IReadOnlyList<string> Imports { get; init; }

    /// <summary>Which methods of the assembly name which others of it.</summary>
    public required ILookup<CodePlace, CodePlace> Inner { get; init; }

    /// <summary>Whether code runs as soon as anything of it is touched.</summary>
    public required bool HasModuleInitializer { get; init; }
}

/// <summary>A type that a plugin's assembly defines.</summary>
internal sealed record CodeType
{
    public required string Name { get; init; }
    public required string Assembly { get; init; }
    public bool IsInterface { get; init; }
    public bool IsAbstract { get; init; }

    /// <summary><see langword="null"/> for interfaces.</summary>
    public TypeName? Base { get; init; }
    public IReadOnlyList<TypeName> Interfaces { get; init; } = [];
    public IReadOnlyList<CodeMethod> Methods { get; init; } = [];

    /// <summary>Which methods of other types have their bodies here by name.</summary>
    public IReadOnlyList<(string Type, string Signature)> Overrides { get; init; } = [];

    /// <summary>The types of the attributes on it that other assemblies define.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    public bool IsConcrete => !IsInterface && !IsAbstract;
}

/// <summary>A method that a plugin's assembly defines.</summary>
internal sealed record CodeMethod(string Signature, ContractAccess Access, bool IsVirtual, bool IsNewSlot, bool IsAbstract)
{
    /// <summary>Of its type parameters, in their order.</summary>
    public IReadOnlyList<TypeConstraints> Parameters { get; init; } = [];
}

/// <summary>A type and where it is defined.</summary>
/// <param name="Text">With its arguments.</param>
/// <param name="Assembly"><see langword="null"/> for the assembly that uses it, arrays and type parameters.</param>
internal sealed record TypeName(string Text, string? Assembly);

/// <summary>A type of another assembly.</summary>
/// <param name="Assembly">Which.</param>
/// <param name="Name">Never instantiated.</param>
internal sealed record TypeUse(string Assembly, string Name)
{
    /// <summary>Whether signatures call it a value type; <see langword="null"/> when no signature names it, or they disagree.</summary>
    public bool? IsValue { get; init; }

    /// <summary>Values of it, when it is an enum, that stand in attributes, constants and default values.</summary>
    public IReadOnlyList<long> Constants { get; init; } = [];

    /// <summary>Numbers in the instructions of methods that also name it: some of them may be values of it.</summary>
    public IReadOnlySet<long> Loaded { get; init; } = new HashSet<long>();

    /// <summary>Properties and fields that attributes set by name.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];
}

/// <summary>A method or field of another assembly.</summary>
/// <param name="Assembly">Which.</param>
/// <param name="Type">Its type, with arguments.</param>
/// <param name="Signature">Its signature.</param>
internal sealed record MemberUse(string Assembly, string Type, string Signature)
{
    public string Name => SignatureText.NameOf(Signature);

    /// <summary>Of a delegate's constructor: the signatures of the methods that are put into it.</summary>
    public IReadOnlyList<string> Bound { get; init; } = [];

    /// <summary>The methods whose instructions name it; none for attributes and what stands in tables alone.</summary>
    public IReadOnlyList<UseSite> Sites { get; init; } = [];
}

/// <summary>A method by its name, all its overloads together.</summary>
internal readonly record struct CodePlace(string Type, string Method);

/// <summary>One place in code.</summary>
/// <param name="Type">The type whose method it is in.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Act">What is done.</param>
internal readonly record struct UseSite(string Type, string Method, UseAct Act)
{
    public override string ToString() => $"{Type}.{Method}";
}

internal enum UseAct
{
    /// <summary>A virtual call, an access to a field, or a mention.</summary>
    Other,
    /// <summary>A call of exactly this body, as by <c>base.</c></summary>
    ExactCall,
    /// <summary>An object is made.</summary>
    New,
}
