using System.Reflection.Metadata;

namespace CrmKit.Plugins.Inspection;

/// <summary>Types in the values of attributes. Enums of other assemblies are taken for ints, which nearly all are; what that gets wrong is not decoded further.</summary>
internal sealed class AttributeText : ICustomAttributeTypeProvider<string>
{
    public static readonly AttributeText Instance = new();

    private AttributeText()
    {
    }

    /// <summary>A whole number; <see langword="null"/> for anything else.</summary>
    public static long? Number(object? value) => value switch
    {
        byte v => v,
        sbyte v => v,
        short v => v,
        ushort v => v,
        int v => v,
        uint v => v,
        long v => v,
        _ => null,
    };

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => SignatureText.Instance.GetPrimitiveType(typeCode);

    public string GetSystemType() => "System.Type";

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => SignatureText.Instance.GetTypeFromDefinition(reader, handle, rawTypeKind);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => SignatureText.Instance.GetTypeFromReference(reader, handle, rawTypeKind);

    public string GetTypeFromSerializedName(string name) => name.Split(',')[0].Replace('+', '/');

    public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;

    public bool IsSystemType(string type) => type is "System.Type";
}
