using System.Text;

namespace CrmKit.AspNetCore;

/// <summary>Names of schemas and operations out of keys: <c>realestate.property</c> is <c>RealestateProperty</c>.</summary>
internal static class SchemaNames
{
    public static string Of(RecordTypeDefinition type)
    {
        var name = new StringBuilder(type.Key.Length);
        var upper = true;
        foreach (var c in type.Key)
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
