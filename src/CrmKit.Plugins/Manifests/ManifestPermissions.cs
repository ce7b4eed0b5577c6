using System.Text.RegularExpressions;

namespace CrmKit.Plugins.Manifests;

/// <summary>Reads what a plugin asks for. Names that the doors hold a plugin to must be written as they understand them; others are for people.</summary>
internal static partial class ManifestPermissions
{
    public static List<PluginPermission> Read(string folder, IReadOnlyList<PermissionJson?> asked, List<CrmError> errors)
    {
        var permissions = new List<PluginPermission>();
        foreach (var one in asked)
        {
            if (Problem(one, permissions) is { } problem) errors.Add(PluginErrors.ManifestPermission(folder, problem));
            else permissions.Add(new PluginPermission(one!.Name!, [.. (one.Scope ?? []).Select(s => s!)], one.Reason));
        }
        return permissions;
    }

    private static string? Problem(PermissionJson? asked, List<PluginPermission> before)
    {
        if (asked?.Name is not { } name || !Name().IsMatch(name)) return $"'{asked?.Name}' is not the name of a permission";
        if (asked.Scope?.Any(s => string.IsNullOrWhiteSpace(s) || s.Length > 200) == true) return $"'{name}' has a scope that is empty or longer than 200 characters";
        if (asked.Reason?.Length > 500) return $"the reason of '{name}' is longer than 500 characters";
        if (before.Any(p => p.Name == name)) return $"'{name}' is asked for twice";
        if (name.StartsWith("data.", StringComparison.Ordinal)) return DataProblem(name, asked.Scope ?? []);
        return name == PluginPermission.Http ? HttpProblem(asked.Scope ?? []) : null;
    }

    private static string? DataProblem(string name, List<string?> scopes)
    {
        if (!DataPermissions.Names.Contains(name)) return $"there is no '{name}'; there are {string.Join(", ", DataPermissions.Names)}";
        var hasFields = name is DataPermissions.Read or DataPermissions.Write;
        var bad = scopes.Find(s => !Data().IsMatch(s!) || (!hasFields && s!.Contains(':', StringComparison.Ordinal)));
        return bad is null ? null : $"'{name}' has the scope '{bad}', which is not the key of a record type{(hasFields ? ", or one with fields, such as lead:name,email" : "")}";
    }

    private static string? HttpProblem(List<string?> scopes)
    {
        if (scopes.Count == 0) return $"'{PluginPermission.Http}' names no server, such as api.acme.com or erp.acme.com:8443";
        var bad = scopes.Find(s => !HttpTarget.TryParse(s!, out _));
        return bad is null ? null : $"'{PluginPermission.Http}' has the scope '{bad}', which is not the name of a server, with or without a port";
    }

    [GeneratedRegex(@"^[a-z][a-z0-9]*([.-][a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z][a-z0-9]*([.-][a-z0-9]+)*(:[a-zA-Z][\w.-]*(,[a-zA-Z][\w.-]*)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Data();
}
