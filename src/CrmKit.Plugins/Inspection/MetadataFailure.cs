using System.Reflection;
using System.Reflection.Metadata;

namespace CrmKit.Plugins.Inspection;

/// <summary>What reading damaged metadata throws.</summary>
internal static class MetadataFailure
{
    public static bool Is(Exception exception) =>
        exception is BadImageFormatException or ArgumentException or OverflowException or InvalidOperationException or IndexOutOfRangeException or InvalidCastException or NotSupportedException or KeyNotFoundException;
}

/// <summary>Constants in metadata.</summary>
internal static class Constants
{
    /// <summary>A whole number; <see langword="null"/> for anything else.</summary>
    public static long? Number(MetadataReader reader, ConstantHandle handle)
    {
        if (handle.IsNil) return null;
        var constant = reader.GetConstant(handle);
        var blob = reader.GetBlobReader(constant.Value);
        return constant.TypeCode switch
        {
            ConstantTypeCode.Boolean or ConstantTypeCode.Byte => blob.ReadByte(),
            ConstantTypeCode.SByte => blob.ReadSByte(),
            ConstantTypeCode.Int16 => blob.ReadInt16(),
            ConstantTypeCode.UInt16 or ConstantTypeCode.Char => blob.ReadUInt16(),
            ConstantTypeCode.Int32 => blob.ReadInt32(),
            ConstantTypeCode.UInt32 => blob.ReadUInt32(),
            ConstantTypeCode.Int64 => blob.ReadInt64(),
            ConstantTypeCode.UInt64 => unchecked((long)blob.ReadUInt64()),
            _ => null,
        };
    }
}

/// <summary>Attributes of assemblies that have one text.</summary>
internal static class AssemblyAttributes
{
    /// <summary><see langword="null"/> when the assembly does not have the attribute.</summary>
    public static string? Text(MetadataReader reader, AssemblyDefinition assembly, string attributeName)
    {
        foreach (var handle in assembly.GetCustomAttributes())
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var parent = reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference || !reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)parent).Name, attributeName)) continue;
            var value = reader.GetBlobReader(attribute.Value);
            return value.RemainingBytes > 2 && value.ReadUInt16() == 1 ? value.ReadSerializedString() : null;
        }
        return null;
    }
}
