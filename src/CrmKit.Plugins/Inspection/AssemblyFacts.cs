using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace CrmKit.Plugins.Inspection;

/// <summary>What the metadata of an assembly says, read without loading it.</summary>
internal sealed record AssemblyFacts
{
    public required string Name { get; init; }
    public required Version Version { get; init; }

    /// <summary>The processor it demands; <see langword="null"/> for any.</summary>
    public required string? Processor { get; init; }

    /// <summary>As in <c>.NETCoreApp,Version=v10.0</c>; <see langword="null"/> when it does not say.</summary>
    public required string? Framework { get; init; }
    public required IReadOnlyList<(string Name, Version Version)> References { get; init; }
    public required IReadOnlyDictionary<string, TypeFacts> Types { get; init; }

    /// <exception cref="UnreadableAssemblyException">It is no .NET assembly, or a damaged one.</exception>
    public static AssemblyFacts Read(byte[] bytes)
    {
        if (bytes is not [(byte)'M', (byte)'Z', ..]) throw new UnreadableAssemblyException(false, bytes.Length == 0 ? "it is empty" : "it is no executable of any kind");
        try
        {
            using var pe = new PEReader(new MemoryStream(bytes, writable: false));
            if (pe.PEHeaders.CorHeader is null) throw new UnreadableAssemblyException(false, "it is native code");
            var reader = pe.GetMetadataReader();
            if (!reader.IsAssembly) throw new UnreadableAssemblyException(false, "it is a module");
            var definition = reader.GetAssemblyDefinition();
            return new AssemblyFacts
            {
                Name = NameOf(reader, definition.Name),
                Version = definition.Version,
                Processor = ProcessorOf(pe.PEHeaders),
                Framework = AssemblyAttributes.Text(reader, definition, "TargetFrameworkAttribute"),
                References = [.. reader.AssemblyReferences.Select(h => reader.GetAssemblyReference(h)).Select(r => (NameOf(reader, r.Name), r.Version))],
                Types = reader.TypeDefinitions.Select(h => TypeFacts.Read(reader, reader.GetTypeDefinition(h)))
                    .Where(t => t is not null).GroupBy(t => t!.FullName).ToDictionary(g => g.Key, g => g.First()!, StringComparer.Ordinal),
            };
        }
        catch (Exception e) when (e is not UnreadableAssemblyException && MetadataFailure.Is(e))
        {
            throw new UnreadableAssemblyException(true, "it is cut off, or its metadata is damaged");
        }
    }

    private static string NameOf(MetadataReader reader, StringHandle handle)
    {
        var name = reader.GetString(handle);
        return name.Length > 0 && name.All(c => !char.IsControl(c) && c is not (',' or '=' or '"' or '/' or '\\')) ? name : throw new BadImageFormatException();
    }

    private static string? ProcessorOf(PEHeaders headers) => headers.CoffHeader.Machine switch
    {
        Machine.I386 when headers.CorHeader is { } cor && (cor.Flags & CorFlags.Requires32Bit) == 0 => null,
        Machine.I386 => nameof(Architecture.X86),
        Machine.Amd64 => nameof(Architecture.X64),
        Machine.Arm64 => nameof(Architecture.Arm64),
        Machine.Arm or Machine.ArmThumb2 => nameof(Architecture.Arm),
        var other => other.ToString(),
    };
}

/// <summary>A file is no .NET assembly, or a damaged one.</summary>
internal sealed class UnreadableAssemblyException(bool isDamaged, string message) : Exception(message)
{
    /// <summary>It was an assembly once.</summary>
    public bool IsDamaged => isDamaged;
}

/// <summary>One class in metadata.</summary>
/// <param name="FullName">Namespace and name.</param>
/// <param name="IsUsable">A class that is neither abstract nor generic.</param>
/// <param name="HasPublicConstructor">Whether there is a public constructor without parameters.</param>
/// <param name="Base">The full name of the base class; <see langword="null"/> for interfaces and for generic bases.</param>
/// <param name="BaseAssembly">The assembly of the base class; <see langword="null"/> for this one.</param>
internal sealed record TypeFacts(string FullName, bool IsUsable, bool HasPublicConstructor, string? Base, string? BaseAssembly)
{
    public static TypeFacts? Read(MetadataReader reader, TypeDefinition type)
    {
        if (type.IsNested) return null;
        var isUsable = (type.Attributes & (TypeAttributes.Interface | TypeAttributes.Abstract)) == 0 && type.GetGenericParameters().Count == 0;
        var (name, assembly) = BaseOf(reader, type.BaseType);
        return new TypeFacts(Full(reader, type.Namespace, type.Name), isUsable, type.GetMethods().Any(h => IsPublicConstructor(reader, h)), name, assembly);
    }

    private static (string?, string?) BaseOf(MetadataReader reader, EntityHandle handle)
    {
        if (handle.IsNil) return (null, null);
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            var definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
            return (Full(reader, definition.Namespace, definition.Name), null);
        }
        if (handle.Kind != HandleKind.TypeReference) return (null, null);
        var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
        var assembly = reference.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope).Name)
            : null;
        return (Full(reader, reference.Namespace, reference.Name), assembly);
    }

    private static bool IsPublicConstructor(MetadataReader reader, MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        if (!reader.StringComparer.Equals(method.Name, ".ctor") || (method.Attributes & MethodAttributes.MemberAccessMask) != MethodAttributes.Public) return false;
        var signature = reader.GetBlobReader(method.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger() == 0;
    }

    private static string Full(MetadataReader reader, StringHandle space, StringHandle name) =>
        space.IsNil ? reader.GetString(name) : $"{reader.GetString(space)}.{reader.GetString(name)}";
}
