using System.Reflection;

namespace CrmKit.Plugins.Inspection;

/// <summary>Types of the framework that types of plugins and contracts derive from: the host has them loaded, so they are asked themselves.</summary>
internal static class FrameworkTypes
{
    /// <summary>Whether a type or one of its base types has a public or protected member of that name and number of parameters.</summary>
    public static bool Has(string type, string signature)
    {
        if (Find(TypeText.Open(type)) is not { } found) return false;
        var (name, count) = (SignatureText.NameOf(signature), SignatureText.Types(signature).Count - 1);
        return found.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
            .Any(m => m.Name == name && m.GetParameters().Length == count && (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly));
    }

    /// <summary>By name, nested ones after a slash; <see langword="null"/> when the host has not loaded any.</summary>
    public static Type? Find(string name)
    {
        var asked = name.Replace('/', '+');
        return typeof(object).Assembly.GetType(asked) ?? AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => !a.IsCollectible && a.GetName().Name is { } own && (own.StartsWith("System.", StringComparison.Ordinal) || own.StartsWith("Microsoft.", StringComparison.Ordinal)))
            .Select(a => a.GetType(asked)).FirstOrDefault(t => t is not null);
    }
}
