namespace CrmKit.Filters;

/// <summary>What the text of a filter names.</summary>
internal static class FilterNames
{
    private const string Custom = "custom.";

    /// <summary>Whether a filter that was looked at before names one of some fields of its record; rather yes than no.</summary>
    public static bool AnyOf(string filter, IReadOnlySet<string> keys)
    {
        if (keys.Count == 0) return false;
        foreach (var condition in FilterParser.Parse(filter).Leaves().OfType<Condition>())
            if (Is(condition.Path, keys) || (condition.Other is { } other && Is((string)other.Value!, keys))) return true;
        return false;
    }

    // A reference may be named without its Id.
    private static bool Is(string path, IReadOnlySet<string> keys)
    {
        var key = path.StartsWith(Custom, StringComparison.Ordinal) ? path[Custom.Length..] : path;
        return keys.Contains(key) || keys.Contains(key + "Id");
    }
}
