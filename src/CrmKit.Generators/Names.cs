using System.Text;
using Microsoft.CodeAnalysis;

namespace CrmKit.Generators;

/// <summary>What of CrmKit's contracts generators and rules look for, and how keys are made of names.</summary>
internal static class Names
{
    public const string RecordAttribute = "CrmKit.Plugins.CrmRecordAttribute";
    public const string FieldsAttribute = "CrmKit.Plugins.CrmFieldsAttribute";
    public const string FieldAttribute = "CrmKit.Plugins.CrmFieldAttribute";

    /// <summary><c>ValidUntil</c> is <c>valid-until</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    public static AttributeData? Find(ISymbol symbol, string attribute)
    {
        foreach (var data in symbol.GetAttributes())
            if (data.AttributeClass?.ToDisplayString() == attribute) return data;
        return null;
    }

    public static T? Named<T>(AttributeData attribute, string name)
    {
        foreach (var pair in attribute.NamedArguments)
            if (pair.Key == name && pair.Value.Value is T value) return value;
        return default;
    }

    public static string? Text(AttributeData attribute, int index) =>
        attribute.ConstructorArguments.Length > index ? attribute.ConstructorArguments[index].Value as string : null;
}
