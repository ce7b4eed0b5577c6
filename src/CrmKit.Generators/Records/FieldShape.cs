using Microsoft.CodeAnalysis;

namespace CrmKit.Generators;

/// <summary>A property that becomes a field: what the catalog will hold, and how the property reads and writes it.</summary>
internal sealed class FieldShape
{
    private FieldShape(IPropertySymbol property, AttributeData attribute, string key, string kind, string factory, string value)
    {
        (Property, Attribute, Key, Kind, Factory, Value) = (property, attribute, key, kind, factory, value);
    }

    public IPropertySymbol Property { get; }
    public AttributeData Attribute { get; }
    public string Key { get; }

    /// <summary>The name of the <c>FieldKind</c>.</summary>
    public string Kind { get; }

    /// <summary>The method of <c>Field</c> that makes it.</summary>
    public string Factory { get; }

    /// <summary>The type argument of the <c>Field</c>.</summary>
    public string Value { get; }

    /// <summary>The enum whose members are the options; <see langword="null"/> for other kinds.</summary>
    public INamedTypeSymbol? Options { get; private set; }

    public string? References => Names.Named<string>(Attribute, "References");

    /// <summary><see langword="null"/> when the property is none, or its type is none that a field can have.</summary>
    public static FieldShape? Of(IPropertySymbol property, string prefix)
    {
        if (Names.Find(property, Names.FieldAttribute) is not { } attribute) return null;
        var key = Names.Named<string>(attribute, "Key") ?? $"{prefix}.{Names.Kebab(property.Name)}";
        var kind = Names.Named<string>(attribute, "Kind");
        var type = property.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : property.Type;
        var isNullable = !SymbolEqualityComparer.Default.Equals(type, property.Type);
        FieldShape Shape(string k, string factory, string value) => new(property, attribute, key, k, factory, value);
        if (type.TypeKind == TypeKind.Enum && isNullable)
        {
            var shape = Shape("Option", "Option", "string");
            shape.Options = (INamedTypeSymbol)type;
            return shape;
        }
        return (type.SpecialType, isNullable, kind) switch
        {
            (SpecialType.System_String, _, null or "Text") => Shape("Text", "Text", "string"),
            (SpecialType.System_String, _, "LongText") => Shape("LongText", "LongText", "string"),
            (SpecialType.System_Decimal, true, null or "Number") => Shape("Number", "Decimal", "decimal"),
            (SpecialType.System_Decimal, true, "Money") => Shape("Money", "Money", "decimal"),
            (SpecialType.System_Decimal, true, "Percent") => Shape("Percent", "Percent", "decimal"),
            (SpecialType.System_Int64, true, null) => Shape("Integer", "Integer", "long"),
            (SpecialType.System_Boolean, false, null) => Shape("Bool", "Bool", "bool"),
            (SpecialType.None, true, null) => type.ToDisplayString() switch
            {
                "System.DateOnly" => Shape("Date", "Date", "global::System.DateOnly"),
                "System.DateTimeOffset" => Shape("Instant", "Instant", "global::System.DateTimeOffset"),
                "System.Guid" => Shape("Reference", "Reference", "global::System.Guid"),
                _ => null,
            },
            _ => null,
        };
    }
}
