namespace CrmKit.Plugins;

/// <summary>Something that a plugin asks for. In-process code is not confined by it: it is what an administrator agrees to, and what the doors hold the plugin to.</summary>
/// <param name="Name">Such as <c>data.write</c> or <c>net.http</c>.</param>
/// <param name="Scope">What it is limited to, such as <c>lead</c> or <c>api.acme.com:443</c>; empty for everything under the name.</param>
/// <param name="Reason">Why, by the plugin's own account; <see langword="null"/> when it does not say.</param>
public sealed record PluginPermission(string Name, IReadOnlyList<string> Scope, string? Reason)
{
    /// <summary>What is compared when a plugin asks for more than was agreed to: one text per name and scope.</summary>
    internal IEnumerable<string> Keys => Scope.Count == 0 ? [Name] : Scope.Select(s => $"{Name}:{s}");
}
