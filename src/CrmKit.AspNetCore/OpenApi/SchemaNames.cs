using System.Text;

namespace CrmKit.AspNetCore;

/// <summary>Names of schemas and operations out of keys: <c>realestate.property</c> is <c>RealestateProperty</c>.</summary>
internal static class SchemaNames
{
    /// <summary>Any JSON object; has no schema of its own.</summary>
    public const string Anything = "Object";

    public static string Of(RecordTypeDefinition type) => OfKey(type.Key);

    /// <summary>The operation of a plugin's endpoint. No operation of core begins with this word.</summary>
    public static string Operation(string endpoint) => "ext" + OfKey(endpoint);

    /// <summary>The operation of an endpoint of the host's that was given no name.</summary>
    public static string HostOperation(string method, string path) => "host" + OfKey($"{method.ToLowerInvariant()} {path}");

    public static string Body(string endpoint, string? schema) => schema is null ? Anything : $"Ext{OfKey(endpoint)}Body";

    public static string Answer(string endpoint, string? schema) => schema is null ? Anything : $"Ext{OfKey(endpoint)}Answer";

    /// <summary>The schema of a record type, by its key.</summary>
    public static string OfKey(string key)
    {
        var name = new StringBuilder(key.Length);
        var upper = true;
        foreach (var c in key)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                upper = true;
                continue;
            }
            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }
        return name.ToString();
    }
}
