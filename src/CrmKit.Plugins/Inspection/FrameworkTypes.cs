using System.Reflection;

namespace CrmKit.Plugins.Inspection;

/// <summary>Types of the framework that types of plugins and contracts derive from: the host has them loaded, so they are asked themselves.</summary>
internal static class FrameworkTypes
{
    /// <summary>Whether a type or one of its base types has a public or protected member of that name and number of parameters.</summary>
    public static bool Has(string type, string signature)
    {
        if (Find(TypeText.Open(type)) is not { } found) return false;
        var (name, count) = (SignatureText.NameOf(signature), Count(signature));
        return found.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Any(m => m.Name == name && m.GetParameters().Length == count && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly));
    }

    private static Type? Find(string name)
    {
        var asked = name.Replace('/', '+');
        return typeof(object).Assembly.GetType(asked) ?? AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => !a.IsCollectible && a.GetName().Name is { } own && (own.StartsWith("System.", StringComparison.Ordinal) || own.StartsWith("Microsoft.", StringComparison.Ordinal)))
            .Select(a => a.GetType(asked)).FirstOrDefault(t => t is not null);
    }

    private static int Count(string signature)
    {
        var (start, depth, count) = (signature.IndexOf('(', StringComparison.Ordinal), 0, 0);
        for (var i = start + 1; i > 0 && i < signature.Length; i++)
        {
            var c = signature[i];
            if (c == ')' && depth == 0) return i == start + 1 ? 0 : count + 1;
            if (c is '<' or '(' or '[') depth++;
            else if (c is '>' or ')' or ']') depth--;
            else if (c == ',' && depth == 0) count++;
        }
        return count;
    }
}
