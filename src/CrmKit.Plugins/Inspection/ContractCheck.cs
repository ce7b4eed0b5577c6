namespace CrmKit.Plugins.Inspection;

/// <summary>Holds what a plugin uses of the contracts, or of the package for tables, against one version of them: the binding that the runtime would do, on text.</summary>
/// <param name="target">The version.</param>
/// <param name="types">What the plugin defines.</param>
/// <param name="built">A version that the plugin is known to fit, which says what its numbers mean; <see langword="null"/> when there is none.</param>
internal sealed class ContractCheck(ContractSurface target, PluginTypes types, ContractSurface? built = null)
{
    private const string Constructor = ".ctor";

    public IReadOnlyList<ContractUse> Of(IEnumerable<AssemblyCode> assemblies)
    {
        var uses = new Dictionary<(string, string?), ContractUse>();
        void Add(ContractUse use)
        {
            // The same thing used by two assemblies, or in two ways: the worst counts.
            var key = (use.Type, use.Member);
            if (!uses.TryGetValue(key, out var known) || known.Verdict < use.Verdict) uses[key] = use with { UsedBy = [.. (known?.UsedBy ?? []).Concat(use.UsedBy).Distinct().Take(5)] };
        }
        foreach (var assembly in assemblies)
        {
            foreach (var use in assembly.TypeUses.Where(u => u.Assembly == target.Assembly)) foreach (var told in OfType(use)) Add(told);
            foreach (var use in assembly.MemberUses.Where(u => u.Assembly == target.Assembly)) Add(OfMember(use));
            if (target.Assembly != Loading.SharedAssemblies.Contracts) continue; // its classes go back to EF Core's, which nobody has recorded
            foreach (var told in new ImplementationCheck(target, types).Of(assembly)) Add(told);
            foreach (var told in new ConstraintCheck(target, types).Of(assembly)) Add(told);
        }
        return [.. uses.Values.OrderBy(u => u.Type, StringComparer.Ordinal).ThenBy(u => u.Member, StringComparer.Ordinal)];
    }

    private IEnumerable<ContractUse> OfType(TypeUse use)
    {
        var shown = use.Name;
        if (target.Find(use.Name) is not { } type)
        {
            yield return new ContractUse(shown, null, ContractVerdict.Gone, "there is no such type");
            yield break;
        }
        var isValue = type.Kind is ContractKind.Struct or ContractKind.Enum;
        yield return type.Access == ContractAccess.Internal ? new ContractUse(shown, null, ContractVerdict.Changed, "it is not public")
            : use.IsValue is { } wanted && wanted != isValue ? new ContractUse(shown, null, ContractVerdict.Changed, $"it is a {type.Kind.ToString().ToLowerInvariant()}")
            : new ContractUse(shown, null, ContractVerdict.Fine, null);
        foreach (var name in use.Named)
            yield return new ContractUse(shown, name, IsSettable(use.Name, name) ? ContractVerdict.Fine : ContractVerdict.Gone, IsSettable(use.Name, name) ? null : "an attribute sets it by name");
        if (type.Kind != ContractKind.Enum) yield break;
        var known = type.Members.Values.Select(m => m.Constant).OfType<long>().ToList();
        foreach (var number in use.Constants.Where(n => !IsSum(n, known)))
            yield return new ContractUse(shown, $"= {number}", ContractVerdict.Gone, "the enum has no such value");
        foreach (var told in Renumbered(use, type)) yield return told;
    }

    // Compilers put the number of an enum's constant into the code, so nothing fails: it only means something else.
    private IEnumerable<ContractUse> Renumbered(TypeUse use, ContractType type)
    {
        if (built is null || ReferenceEquals(built, target) || built.Find(use.Name) is not { Kind: ContractKind.Enum } was) yield break;
        if (was.Members.Keys.FirstOrDefault(k => SignatureText.NameOf(k) == "value__") is { } size && !type.Members.ContainsKey(size)) yield return new ContractUse(use.Name, null, ContractVerdict.Changed, "its numbers have another size");
        foreach (var constant in was.Members.Values.Where(m => m.Constant is { } number && (use.Loaded.Contains(number) || use.Constants.Contains(number))))
        {
            var name = SignatureText.NameOf(constant.Signature);
            var now = type.Members.Values.FirstOrDefault(m => SignatureText.NameOf(m.Signature) == name)?.Constant;
            if (now != constant.Constant)
                yield return new ContractUse(use.Name, $"{name} = {constant.Constant}", now is null ? ContractVerdict.Gone : ContractVerdict.Changed, now is null ? "the enum has no such name" : $"it is now {now}");
        }
    }

    private static bool IsSum(long number, List<long> known) => known.Contains(number) || number != 0 && known.Where(k => k > 0 && (number & k) == k).Aggregate(0L, (sum, k) => sum | k) == number;

    private bool IsSettable(string type, string name) => target.Chain(type).Any(link => link.Type is { } found
        && found.Members.Values.Any(m => m.Access == ContractAccess.Public && SignatureText.NameOf(m.Signature) is var own && (own == "set_" + name || own == name)));

    private ContractUse OfMember(MemberUse use)
    {
        var open = TypeText.Open(use.Type);
        ContractUse Told(ContractVerdict verdict, string? why) => new(open, SignatureText.Shown(use.Signature), verdict, why) { UsedBy = [.. use.Sites.Select(s => s.ToString()).Distinct().Take(5)] };
        if (target.Find(open) is not { } type) return Told(ContractVerdict.Gone, "its type is gone");
        if (Resolve(use) is not { } found)
        {
            var near = target.Chain(open).SelectMany(l => l.Type?.Members.Values ?? []).Where(m => m.Access > ContractAccess.Internal && SignatureText.NameOf(m.Signature) == use.Name).Select(m => SignatureText.Shown(m.Signature)).ToList();
            return near.Count == 0 ? Told(ContractVerdict.Gone, "there is no such member") : Told(ContractVerdict.Changed, $"it is now {string.Join(" or ", near.Take(3))}");
        }
        if (found.Member is not { } member) return Told(ContractVerdict.Fine, null);
        if (member.Access == ContractAccess.Internal) return Told(ContractVerdict.Changed, "it is not public");
        if (member.Access == ContractAccess.Protected && use.Sites.FirstOrDefault(s => !types.Derives(s.Type, TypeText.Open(found.Type), target)) is { Type: not null } stranger)
            return Told(ContractVerdict.Changed, $"it is protected, and {stranger.Type} does not derive from {TypeText.Open(found.Type)}");
        if (type.Kind == ContractKind.Delegate && use.Name == Constructor && use.Bound.FirstOrDefault(b => !Fits(b, type, use.Type)) is { } misfit) return Told(ContractVerdict.Changed, $"it does not take {SignatureText.Shown(misfit)}");
        if (use.Name == Constructor && type.IsAbstract && use.Sites.Any(s => s.Act == UseAct.New)) return Told(ContractVerdict.Changed, "its type is abstract");
        if (member.IsAbstract && type.Kind != ContractKind.Interface && use.Sites.Any(s => s.Act == UseAct.ExactCall)) return Told(ContractVerdict.Changed, "it is abstract, so there is no body to call");
        return Told(ContractVerdict.Fine, null);
    }

    // The runtime does not look when a delegate is made: it calls with whatever arguments there are.
    private static bool Fits(string method, ContractType type, string text)
    {
        if (type.Members.Values.FirstOrDefault(m => SignatureText.NameOf(m.Signature) == "Invoke") is not { } invoke) return false;
        var (wanted, given) = (SignatureText.Types(TypeText.With(invoke.Signature, TypeText.Arguments(text))), SignatureText.Types(method));
        return wanted.Count == given.Count && wanted.Zip(given).All(p => p.First == p.Second || IsObject(p.First) && IsObject(p.Second));
    }

    private static bool IsObject(string type) => !SignatureText.IsValue(type) && !type.EndsWith('&') && !type.EndsWith('*') && (!type.StartsWith("System.", StringComparison.Ordinal) || FrameworkTypes.Find(TypeText.Open(type)) is not { IsValueType: true } && type != "System.Void");

    // Classes of the package for tables go back to EF Core's, of which nobody knows the members here.
    private bool IsUnrecorded(string type) => target.Assembly != Loading.SharedAssemblies.Contracts && FrameworkTypes.Find(TypeText.Open(type)) is null;

    /// <summary>Up the base types, as the runtime does; not for interfaces and constructors. Without a member: found in the framework.</summary>
    private (ContractMember? Member, string Type)? Resolve(MemberUse use)
    {
        foreach (var (type, text) in target.Chain(use.Type))
        {
            if (type is null) return IsUnrecorded(text) || FrameworkTypes.Has(text, use.Signature) ? (null, text) : null;
            // A member of a base type says what the arguments are; one of the type itself says which parameter.
            foreach (var member in type.Members.Values)
                if (SignatureText.NameOf(member.Signature) == use.Name && (member.Signature == use.Signature || TypeText.With(member.Signature, TypeText.Arguments(text)) == TypeText.With(use.Signature, TypeText.Arguments(use.Type)))) return (member, text);
            if (use.Name == Constructor || type.Kind == ContractKind.Interface) return null;
        }
        return null;
    }
}
