namespace CrmKit.Plugins.Inspection;

/// <summary>Whether the types that a plugin puts into generic types and methods of the contracts are still allowed there. What cannot be told counts as allowed.</summary>
internal sealed class ConstraintCheck(ContractSurface target, PluginTypes types)
{
    public IEnumerable<ContractUse> Of(AssemblyCode assembly)
    {
        foreach (var text in assembly.Instantiations)
            if (target.Find(text) is { } type && Refused(type.Parameters, TypeText.Arguments(text)) is { } why)
                yield return new ContractUse(type.Name, null, ContractVerdict.Changed, why);
        foreach (var (use, arguments) in assembly.Calls)
            if (target.Find(use.Type)?.Members.GetValueOrDefault(use.Signature) is { } member && Refused(member.Parameters, arguments) is { } why)
                yield return new ContractUse(TypeText.Open(use.Type), SignatureText.Shown(use.Signature), ContractVerdict.Changed, why);
    }

    private string? Refused(IReadOnlyList<TypeConstraints> parameters, IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < parameters.Count && i < arguments.Count; i++)
            if (arguments[i].Length > 0 && arguments[i][0] != '!' && Missing(parameters[i], arguments[i]) is { } missing) return $"{SignatureText.Shown(arguments[i])} is not allowed as its type argument: {missing}";
        return null;
    }

    private string? Missing(TypeConstraints wanted, string argument)
    {
        if (wanted.IsNone || Know(argument) is not { } known) return null;
        if (wanted.IsClass && known.IsValue) return "it has to be a class";
        if (wanted.IsStruct && !known.IsValue) return "it has to be a struct";
        if (wanted.HasConstructor && !known.HasConstructor) return "it has to have a public constructor without parameters";
        return wanted.Types.Select(TypeText.Open).FirstOrDefault(t => t[0] != '!' && t is not ("System.Object" or "System.ValueType") && !known.Is.Contains(t)) is { } type ? $"it has to be a {type}" : null;
    }

    private Known? Know(string argument)
    {
        if (argument.EndsWith(']')) return OfFramework(typeof(object[]));
        var open = TypeText.Open(argument);
        if (types.FindByName(open) is { } own) return OfPlugin(own);
        if (target.Find(open) is { } contract) return OfContract(contract);
        return FrameworkTypes.Find(open) is { } type ? OfFramework(type) : null;
    }

    private Known OfPlugin(CodeType type)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        void Add(string name)
        {
            if (!all.Add(TypeText.Open(name))) return;
            if (types.FindByName(TypeText.Open(name)) is { } own)
            {
                foreach (var next in own.Interfaces) Add(next.Text);
                if (own.Base is { } parent) Add(parent.Text);
            }
            else if (target.Find(name) is { } contract)
            {
                foreach (var next in contract.Interfaces) Add(next);
                if (contract.Base is { } parent) Add(parent);
            }
            else if (FrameworkTypes.Find(TypeText.Open(name)) is { } framework) all.UnionWith(OfFramework(framework).Is);
        }
        Add(type.Name);
        var isValue = type.Base?.Text is "System.ValueType" or "System.Enum";
        return new Known(isValue, isValue || !type.IsAbstract && type.Methods.Any(m => m.Access == ContractAccess.Public && m.Signature.StartsWith("instance .ctor`0()", StringComparison.Ordinal)), all);
    }

    private Known OfContract(ContractType type)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (link, text) in target.Chain(type.Name))
        {
            all.Add(TypeText.Open(text));
            if (link is not null) all.UnionWith(link.Interfaces.Select(TypeText.Open));
            else if (FrameworkTypes.Find(TypeText.Open(text)) is { } framework) all.UnionWith(OfFramework(framework).Is);
        }
        var isValue = type.Kind is ContractKind.Struct or ContractKind.Enum;
        return new Known(isValue, isValue || !type.IsAbstract && type.Members.Values.Any(m => m.Access == ContractAccess.Public && m.Signature.StartsWith("instance .ctor`0()", StringComparison.Ordinal)), all);
    }

    private static Known OfFramework(Type type)
    {
        var all = type.GetInterfaces().Select(Name).ToHashSet(StringComparer.Ordinal);
        for (var at = type; at is not null; at = at.BaseType) all.Add(Name(at));
        return new Known(type.IsValueType, type.IsValueType || !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null, all);
    }

    private static string Name(Type type) => $"{type.Namespace}.{type.Name}";

    private sealed record Known(bool IsValue, bool HasConstructor, IReadOnlySet<string> Is);
}
