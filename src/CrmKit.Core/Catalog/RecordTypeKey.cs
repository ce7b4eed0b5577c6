using System.Text;

namespace CrmKit.Catalog;

/// <summary>The catalog key of a core class: its name in kebab case; SupportCase, whose name dodges a word of C#, is a case.</summary>
internal static class RecordTypeKey
{
    public static string Of(Type clrType)
    {
        if (clrType.Name == "SupportCase") return "case";
        var text = new StringBuilder();
        foreach (var c in clrType.Name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
