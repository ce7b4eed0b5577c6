using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CrmKit.Generators;

/// <summary>A class that becomes the typed face of records.</summary>
internal sealed class RecordShape
{
    private RecordShape(INamedTypeSymbol type, AttributeData attribute, string prefix, INamedTypeSymbol? core, List<FieldShape> fields) =>
        (Type, Attribute, Prefix, Core, Fields) = (type, attribute, prefix, core, fields);

    public INamedTypeSymbol Type { get; }
    public AttributeData Attribute { get; }
    public string Prefix { get; }

    /// <summary>The core class that is extended; <see langword="null"/> for a type of the plugin's own.</summary>
    public INamedTypeSymbol? Core { get; }
    public List<FieldShape> Fields { get; }

    public static RecordShape? Of(INamedTypeSymbol type)
    {
        var own = Names.Find(type, Names.RecordAttribute);
        if ((own ?? Names.Find(type, Names.FieldsAttribute)) is not { } attribute) return null;
        var core = own is null ? attribute.ConstructorArguments[0].Value as INamedTypeSymbol : null;
        if (Names.Text(attribute, own is null ? 1 : 0) is not { } prefix || own is null && core is null) return null;
        var fields = new List<FieldShape>();
        foreach (var property in type.GetMembers().OfType<IPropertySymbol>())
            if (property.IsPartialDefinition && FieldShape.Of(property, prefix) is { } field) fields.Add(field);
        return new RecordShape(type, attribute, prefix, core, fields);
    }

    public static bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
