using System.Globalization;
using System.Text;

namespace CrmKit.Plugins.Inspection;

/// <summary>A surface as text, one line per type and member in a fixed order: what the repository keeps of each version.</summary>
internal static class ContractSurfaceText
{
    /// <summary>Without what plugins cannot use.</summary>
    public static string Write(ContractSurface surface)
    {
        var text = new StringBuilder($"# CrmKit.Abstractions {surface.Version}\n");
        foreach (var type in surface.Types.Where(t => t.Access > ContractAccess.Internal))
        {
            text.Append(Word(type.Kind)).Append(Flag(type.Access == ContractAccess.Protected, "protected")).Append(Flag(type.IsAbstract, "abstract")).Append(Flag(type.IsSealed, "sealed")).Append(" | ").Append(type.Name).Append('\n');
            if (type.Base is { } parent) text.Append("  extends | ").Append(parent).Append('\n');
            Constraints(text, type.Parameters, "parameter");
            foreach (var contract in type.Interfaces) text.Append("  implements | ").Append(contract).Append('\n');
            foreach (var (contract, signature) in type.Overrides.Where(o => type.Kind == ContractKind.Interface)) text.Append("  overrides | ").Append(contract).Append(" | ").Append(signature).Append('\n');
            foreach (var member in type.Members.Values.Where(m => m.Access > ContractAccess.Internal).OrderBy(m => m.Signature, StringComparer.Ordinal))
            {
                text.Append("  member").Append(Flag(member.Access == ContractAccess.Protected, "protected")).Append(Flag(member.IsAbstract, "abstract")).Append(Flag(member.IsVirtual, "virtual")).Append(Flag(member.IsFinal, "final"))
                    .Append(member.Constant is { } number ? string.Create(CultureInfo.InvariantCulture, $" {number}") : "").Append(" | ").Append(member.Signature).Append('\n');
                Constraints(text, member.Parameters, "  where");
            }
        }
        return text.ToString();
    }

    // All or none: their order counts.
    private static void Constraints(StringBuilder text, IReadOnlyList<TypeConstraints> parameters, string word)
    {
        if (parameters.All(p => p.IsNone)) return;
        foreach (var parameter in parameters) text.Append("  ").Append(word).Append(" | ").Append(parameter).Append('\n');
    }

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static ContractSurface Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !lines[0].StartsWith("# CrmKit.Abstractions ", StringComparison.Ordinal)) throw new FormatException("the first line does not name a version of CrmKit.Abstractions");
        var types = new List<ContractType>();
        for (var i = 1; i < lines.Length;)
        {
            var (words, name) = Parts(lines[i]);
            var (own, of) = (new List<TypeConstraints>(), new Dictionary<string, List<TypeConstraints>>(StringComparer.Ordinal));
            var (members, interfaces, overrides, parent) = (new Dictionary<string, ContractMember>(StringComparer.Ordinal), new List<string>(), new List<(string, string)>(), (string?)null);
            var last = "";
            for (i++; i < lines.Length && lines[i].StartsWith("  ", StringComparison.Ordinal); i++)
            {
                var (flags, rest) = Parts(lines[i]);
                switch (flags[0])
                {
                    case "extends": parent = rest; break;
                    case "implements": interfaces.Add(rest); break;
                    case "parameter": own.Add(TypeConstraints.Parse(rest)); break;
                    case "where": (of.TryGetValue(last, out var list) ? list : of[last] = []).Add(TypeConstraints.Parse(rest)); break;
                    case "overrides":
                        var at = rest.IndexOf(" | ", StringComparison.Ordinal);
                        overrides.Add((rest[..at], rest[(at + 3)..]));
                        break;
                    default: members[last = rest] = Member(rest, flags); break;
                }
            }
            foreach (var (member, parameters) in of) members[member] = members[member] with { Parameters = parameters };
            types.Add(new ContractType
            {
                Parameters = own,
                Name = name,
                Kind = Enum.Parse<ContractKind>(words[0], ignoreCase: true),
                Access = AccessOf(words),
                IsAbstract = words.Contains("abstract"),
                IsSealed = words.Contains("sealed"),
                Base = parent,
                Interfaces = interfaces,
                Overrides = overrides,
                Members = members,
            });
        }
        return new ContractSurface(Loading.SharedAssemblies.Contracts, lines[0]["# CrmKit.Abstractions ".Length..].Trim(), types);
    }

    private static ContractMember Member(string signature, string[] flags) => new(signature, AccessOf(flags))
    {
        IsAbstract = flags.Contains("abstract"),
        IsVirtual = flags.Contains("virtual"),
        IsFinal = flags.Contains("final"),
        Constant = long.TryParse(flags[^1], CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static (string[] Words, string Remainder) Parts(string line)
    {
        var at = line.IndexOf(" | ", StringComparison.Ordinal);
        return at < 0 ? throw new FormatException($"the line '{line}' has no bar") : (line[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries), line[(at + 3)..].TrimEnd('\r'));
    }

    private static ContractAccess AccessOf(string[] words) => words.Contains("protected") ? ContractAccess.Protected : ContractAccess.Public;

    private static string Word(ContractKind kind) => kind.ToString().ToLowerInvariant();

    private static string Flag(bool isSet, string word) => isSet ? " " + word : "";
}
