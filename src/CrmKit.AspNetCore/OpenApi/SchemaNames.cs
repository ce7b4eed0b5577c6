using System.Text;

namespace CrmKit.AspNetCore;

/// <summary>Names of schemas and operations out of keys: <c>realestate.property</c> is <c>RealestateProperty</c>.</summary>
internal static class SchemaNames
{
    private const string Anything = "Object";

    public static string Of(RecordTypeDefinition type) => Of(type.Key);

    /// <summary>The operation of a plugin's endpoint. No operation of core begins with this word.</summary>
    public static string Operation(string endpoint) => "ext" + Of(endpoint);

    public static string Body(string endpoint, string? schema) => schema is null ? Anything : $"Ext{Of(endpoint)}Body";

    public static string Answer(string endpoint, string? schema) => schema is null ? Anything : $"Ext{Of(endpoint)}Answer";

    private static string Of(string key)
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
