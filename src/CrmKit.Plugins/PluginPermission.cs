namespace CrmKit.Plugins;

/// <summary>Something that a plugin asks for. In-process code is not confined by it: it is what an administrator agrees to, and what the doors hold the plugin to.</summary>
/// <param name="Name">Such as <c>data.write</c> or <c>net.http</c>.</param>
/// <param name="Scope">What it is limited to, such as <c>lead</c>, <c>lead:name,email</c> or <c>api.acme.com:443</c>; empty for everything under the name.</param>
/// <param name="Reason">Why, by the plugin's own account; <see langword="null"/> when it does not say.</param>
public sealed record PluginPermission(string Name, IReadOnlyList<string> Scope, string? Reason)
{
    internal const string Http = "net.http";
    internal const string Files = "fs.private";

    /// <summary>What is compared when a plugin asks for more than was agreed to: one text per name and scope, and field.</summary>
    internal IEnumerable<string> Keys => Scope.Count == 0 ? [Name] : Scope.SelectMany(KeysOf);

    /// <summary>What of this was not agreed to. Whoever agreed to a whole agreed to its parts.</summary>
    internal static IReadOnlyList<string> Lacking(IEnumerable<string> required, IReadOnlyCollection<string> agreed) => [.. required.Where(key => !agreed.Any(a => key == a || key.StartsWith(a + ":", StringComparison.Ordinal)))];

    private IEnumerable<string> KeysOf(string scope)
    {
        if (Name == Http && HttpTarget.TryParse(scope, out var target)) return [$"{Name}:{target}"];
        return scope.Split(':', 2) is [var type, var fields] && Name.StartsWith("data.", StringComparison.Ordinal) ? fields.Split(',').Select(f => $"{Name}:{type}:{f}") : [$"{Name}:{scope}"];
    }
}
