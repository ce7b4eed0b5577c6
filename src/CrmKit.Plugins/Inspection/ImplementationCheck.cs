namespace CrmKit.Plugins.Inspection;

/// <summary>Whether the types of a plugin still fit the types of the contracts that they derive from and implement.</summary>
internal sealed class ImplementationCheck(ContractSurface target, PluginTypes types)
{
    private readonly record struct Contract(ContractType Type, string Text);

    public IEnumerable<ContractUse> Of(AssemblyCode assembly) => assembly.Types.SelectMany(Of);

    private IEnumerable<ContractUse> Of(CodeType type)
    {
        var chain = types.Chain(type).ToList();
        var bases = chain[^1] is { Type: null, Name: { Assembly: Loading.SharedAssemblies.Contracts } parent } ? target.Chain(parent.Text).ToList() : [];
        var interfaces = Interfaces(chain);
        foreach (var told in BaseKinds(type)) yield return told;
        foreach (var told in LostOverrides(type, chain, bases)) yield return told;
        if (!type.IsConcrete) yield break;
        foreach (var told in MissingOverrides(type, chain, bases)) yield return told;
        foreach (var told in MissingMembers(type, chain, bases, interfaces)) yield return told;
    }

    // What is derived from must be a class that can be derived from, what is implemented an interface.
    private IEnumerable<ContractUse> BaseKinds(CodeType type)
    {
        if (type.Base is { Assembly: Loading.SharedAssemblies.Contracts } parent && target.Find(parent.Text) is { } found && (found.IsSealed || found.Kind != ContractKind.Class))
            yield return Changed(found.Name, null, found.Kind != ContractKind.Class ? $"it is not a class any more, and {type.Name} derives from it" : $"it is sealed, and {type.Name} derives from it", type);
        foreach (var name in type.Interfaces.Where(i => i.Assembly == Loading.SharedAssemblies.Contracts))
            if (target.Find(name.Text) is { Kind: not ContractKind.Interface } other) yield return Changed(other.Name, null, $"it is not an interface, and {type.Name} implements it", type);
    }

    // A method that overrides nothing any more is still there, but nobody calls it.
    private static IEnumerable<ContractUse> LostOverrides(CodeType type, List<(CodeType? Type, TypeName Name)> chain, List<(ContractType? Type, string Text)> bases)
    {
        if (bases.Count == 0) yield break;
        foreach (var method in type.Methods.Where(m => m.IsVirtual && !m.IsNewSlot))
        {
            if (chain.Skip(1).Any(l => l.Type is { } own && own.Methods.Any(m => m.IsVirtual && TypeText.With(m.Signature, TypeText.Arguments(l.Name.Text)) == method.Signature))) continue;
            var origin = bases.Where(b => b.Type is not null).Select(b => (b.Type, Member: b.Type!.Members.Values.FirstOrDefault(m => TypeText.With(m.Signature, TypeText.Arguments(b.Text)) == method.Signature))).FirstOrDefault(b => b.Member is not null);
            if (origin.Member is { } member)
            {
                var why = member.Access == ContractAccess.Internal ? "it is not public" : !member.IsVirtual || member.IsFinal ? "it cannot be overridden" : method.Access < member.Access ? "it is public, and the override is not"
                    : IsStronger(method, member) ? "the override demands more of its type arguments" : null;
                yield return new ContractUse(origin.Type!.Name, SignatureText.Shown(member.Signature), why is null ? ContractVerdict.Fine : ContractVerdict.Changed, why) { UsedBy = [type.Name] };
            }
            else if (!bases.Any(b => b.Type is null && FrameworkTypes.Has(b.Text, method.Signature)))
            {
                var name = SignatureText.NameOf(method.Signature);
                var same = bases.SelectMany(b => b.Type?.Members.Values ?? []).Where(m => m.Access > ContractAccess.Internal && SignatureText.NameOf(m.Signature) == name).Select(m => SignatureText.Shown(m.Signature)).ToList();
                yield return new ContractUse(TypeText.Open(bases[0].Text), SignatureText.Shown(method.Signature), same.Count == 0 ? ContractVerdict.Gone : ContractVerdict.Changed,
                    $"{type.Name} overrides it{(same.Count == 0 ? "" : $", and it is now {string.Join(" or ", same)}")}") { UsedBy = [type.Name] };
            }
        }
    }

    private static IEnumerable<ContractUse> MissingOverrides(CodeType type, List<(CodeType? Type, TypeName Name)> chain, List<(ContractType? Type, string Text)> bases)
    {
        for (var i = 0; i < bases.Count; i++)
        {
            if (bases[i].Type is not { } parent) continue;
            foreach (var member in parent.Members.Values.Where(m => m.IsAbstract))
            {
                var wanted = TypeText.With(member.Signature, TypeText.Arguments(bases[i].Text));
                var isDone = chain.Any(l => l.Type is { } own && (own.Methods.Any(m => m is { IsVirtual: true, IsAbstract: false } && TypeText.With(m.Signature, TypeText.Arguments(l.Name.Text)) == wanted)
                        || own.Overrides.Any(o => TypeText.Open(o.Type) == parent.Name && o.Signature == member.Signature)))
                    || bases.Take(i).Any(b => b.Type is { } lower && lower.Members.Values.Any(m => m is { IsVirtual: true, IsAbstract: false } && TypeText.With(m.Signature, TypeText.Arguments(b.Text)) == wanted));
                if (!isDone) yield return Changed(parent.Name, member, $"it is abstract, and {type.Name} does not override it", type);
            }
        }
    }

    private static IEnumerable<ContractUse> MissingMembers(CodeType type, List<(CodeType? Type, TypeName Name)> chain, List<(ContractType? Type, string Text)> bases, (List<Contract> Contracts, List<(CodeType Type, string Text)> Own) interfaces)
    {
        var inherited = bases.SelectMany(b => b.Type?.Interfaces.Select(i => TypeText.With(i, TypeText.Arguments(b.Text))) ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var (contract, text) in interfaces.Contracts.Where(c => !inherited.Contains(c.Text)))
            foreach (var member in contract.Members.Values.Where(m => m.IsAbstract))
            {
                var wanted = TypeText.With(member.Signature, TypeText.Arguments(text));
                bool Names((string Type, string Signature) o, IReadOnlyList<string> arguments) => TypeText.With(o.Type, arguments) == text && (o.Signature == member.Signature || TypeText.With(o.Signature, arguments) == wanted);
                var isDone = chain.Any(l => l.Type is { } own && (own.Overrides.Any(o => Names(o, TypeText.Arguments(l.Name.Text)))
                        || own.Methods.Any(m => m.IsVirtual && m.Access == ContractAccess.Public && TypeText.With(m.Signature, TypeText.Arguments(l.Name.Text)) == wanted)))
                    || bases.Any(b => b.Type is { } lower ? lower.Members.Values.Any(m => m.Access == ContractAccess.Public && TypeText.With(m.Signature, TypeText.Arguments(b.Text)) == wanted) : FrameworkTypes.Has(b.Text, wanted))
                    || chain[^1].Type is null && bases.Count == 0 && FrameworkTypes.Has(chain[^1].Name.Text, wanted)
                    || interfaces.Own.Any(o => o.Type.Overrides.Any(x => Names(x, TypeText.Arguments(o.Text))))
                    || interfaces.Contracts.Any(c => c.Type.Overrides.Any(x => Names(x, TypeText.Arguments(c.Text))));
                var demanding = chain.Any(l => l.Type?.Methods.Any(m => m.IsVirtual && TypeText.With(m.Signature, TypeText.Arguments(l.Name.Text)) is var own && (own == wanted || IsExplicit(own, contract.Name, wanted)) && IsStronger(m, member)) == true);
                yield return isDone && demanding ? Changed(contract.Name, member, $"{type.Name} demands more of its type arguments", type)
                    : isDone
                    ? new ContractUse(contract.Name, SignatureText.Shown(member.Signature), ContractVerdict.Fine, null) { UsedBy = [type.Name] }
                    : Changed(contract.Name, member, $"it has no default body, and {type.Name} does not implement it", type);
            }
    }

    private static bool IsStronger(CodeMethod method, ContractMember member) => method.Parameters.Where((p, i) => p.IsStrongerThan(member.Parameters.ElementAtOrDefault(i))).Any();

    // The compiler names explicit implementations after the interface: "instance N.IFoo.Bar`0()".
    private static bool IsExplicit(string method, string contract, string wanted) => method.StartsWith("instance " + contract + ".", StringComparison.Ordinal) && method.EndsWith("." + wanted["instance ".Length..], StringComparison.Ordinal);

    /// <summary>All interfaces of a type and of its base types in the plugin, with those that they bring along: of the contracts, and of the plugin.</summary>
    private (List<Contract> Contracts, List<(CodeType Type, string Text)> Own) Interfaces(List<(CodeType? Type, TypeName Name)> chain)
    {
        var (contracts, own, seen) = (new List<Contract>(), new List<(CodeType, string)>(), new HashSet<string>(StringComparer.Ordinal));
        var queue = new Queue<(TypeName Name, string From)>();
        foreach (var (link, name) in chain)
            if (link is not null) Add(link.Interfaces, link.Assembly, TypeText.Arguments(name.Text));
        while (queue.TryDequeue(out var next))
        {
            if (types.Find(next.Name, next.From) is { } mine)
            {
                own.Add((mine, next.Name.Text));
                Add(mine.Interfaces, mine.Assembly, TypeText.Arguments(next.Name.Text));
            }
            else if (next.Name.Assembly == Loading.SharedAssemblies.Contracts && target.Find(next.Name.Text) is { Kind: ContractKind.Interface } contract)
            {
                contracts.Add(new Contract(contract, next.Name.Text));
                Add([.. contract.Interfaces.Select(i => new TypeName(i, Loading.SharedAssemblies.Contracts))], Loading.SharedAssemblies.Contracts, TypeText.Arguments(next.Name.Text));
            }
        }
        return (contracts, own);

        void Add(IReadOnlyList<TypeName> names, string from, IReadOnlyList<string> arguments)
        {
            foreach (var name in names)
            {
                var text = TypeText.With(name.Text, arguments);
                if (seen.Add(text)) queue.Enqueue((name with { Text = text }, from));
            }
        }
    }

    private static ContractUse Changed(string contract, ContractMember? member, string why, CodeType type) =>
        new(contract, member is null ? null : SignatureText.Shown(member.Signature), ContractVerdict.Changed, why) { UsedBy = [type.Name] };
}
