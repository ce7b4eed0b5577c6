using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace CrmKit.Plugins.Inspection;

/// <summary>
/// Signatures as text, without the names of assemblies: what a plugin asks for and what the contracts define compare equal when the runtime would bind one to the other.
/// Value types carry a mark, because the runtime tells them apart from classes of the same name.
/// </summary>
internal sealed class SignatureText : ISignatureTypeProvider<string, SignatureText.Nesting>
{
    // A signature nests at most one level per byte; this keeps hostile ones from exhausting the stack.
    private const int LongestSignature = 2048;
    private const int DeepestNesting = 32;
    private const string ValueMark = "valuetype ";
    private const byte ValueKind = 0x11;

    public static readonly SignatureText Instance = new();

    private SignatureText()
    {
    }

    /// <summary>For people.</summary>
    public static string Shown(string signature) => signature.Replace(ValueMark, "", StringComparison.Ordinal).Replace("instance ", "", StringComparison.Ordinal).Replace("`0(", "(", StringComparison.Ordinal);

    public static bool IsValue(string type) => type.StartsWith(ValueMark, StringComparison.Ordinal);

    public static string WithoutMark(string type) => IsValue(type) ? type[ValueMark.Length..] : type;

    /// <summary>A type by its name, or instantiated.</summary>
    public static string OfType(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => Name(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => Name(reader, (TypeReferenceHandle)handle),
        HandleKind.TypeSpecification => WithoutMark(OfSpecification(reader, (TypeSpecificationHandle)handle)),
        _ => throw new BadImageFormatException("its metadata is damaged"),
    };

    /// <summary>The assembly that a type comes from, for generic ones that of the definition; <see langword="null"/> for the module's own, arrays and type parameters.</summary>
    public static string? AssemblyOf(MetadataReader reader, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
        {
            var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
            if (blob.RemainingBytes < 3 || blob.ReadByte() != (byte)SignatureTypeCode.GenericTypeInstance) return null;
            blob.ReadByte();
            handle = blob.ReadTypeHandle();
        }
        for (var depth = 0; handle.Kind == HandleKind.TypeReference; depth++)
        {
            var scope = reader.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope;
            if (scope.Kind == HandleKind.AssemblyReference) return reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
            if (depth > DeepestNesting) throw new BadImageFormatException("its metadata is damaged");
            handle = scope;
        }
        return null;
    }

    public static string OfMethod(MetadataReader reader, StringHandle name, BlobHandle signature)
    {
        var blob = Checked(reader, signature);
        return Method(reader.GetString(name), Decoder(reader).DecodeMethodSignature(ref blob));
    }

    public static string[] Parameters(MetadataReader reader, BlobHandle signature)
    {
        var blob = Checked(reader, signature);
        return [.. Decoder(reader).DecodeMethodSignature(ref blob).ParameterTypes];
    }

    public static string OfField(MetadataReader reader, StringHandle name, BlobHandle signature)
    {
        var blob = Checked(reader, signature);
        return $"field {reader.GetString(name)} : {Decoder(reader).DecodeFieldSignature(ref blob)}";
    }

    public static string OfMember(MetadataReader reader, MemberReference member) => member.GetKind() == MemberReferenceKind.Method
        ? OfMethod(reader, member.Name, member.Signature)
        : OfField(reader, member.Name, member.Signature);

    public static IReadOnlyList<string> Locals(MetadataReader reader, StandaloneSignatureHandle handle)
    {
        if (handle.IsNil) return [];
        var blob = Checked(reader, reader.GetStandaloneSignature(handle).Signature);
        return Decoder(reader).DecodeLocalSignature(ref blob);
    }

    /// <summary>The type arguments of an instantiated method.</summary>
    public static IReadOnlyList<string> Arguments(MetadataReader reader, MethodSpecification method)
    {
        var blob = Checked(reader, method.Signature);
        return Decoder(reader).DecodeMethodSpecificationSignature(ref blob);
    }

    /// <summary>The types of a method's parameters, and last that of what it returns.</summary>
    public static IReadOnlyList<string> Types(string signature)
    {
        var (open, close) = (signature.IndexOf('(', StringComparison.Ordinal), signature.LastIndexOf(") : ", StringComparison.Ordinal));
        return open < 0 || close < open ? [] : [.. TypeText.Split(signature[(open + 1)..close]), signature[(close + 4)..]];
    }

    /// <summary>The name in a signature of a method or field.</summary>
    public static string NameOf(string signature)
    {
        var rest = signature.StartsWith("field ", StringComparison.Ordinal) ? signature[6..] : signature.StartsWith("instance ", StringComparison.Ordinal) ? signature[9..]
            : signature.StartsWith("static ", StringComparison.Ordinal) ? signature[7..] : signature;
        var end = rest.IndexOfAny(['`', ':']);
        return end < 0 ? rest : rest[..end].TrimEnd();
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode switch { PrimitiveTypeCode.TypedReference => "TypedReference", var code => code.ToString() };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Marked(Name(reader, handle), rawTypeKind);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Marked(Name(reader, handle), rawTypeKind);

    public string GetTypeFromSpecification(MetadataReader reader, Nesting genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        ++genericContext.Depth <= DeepestNesting ? OfSpecification(reader, handle, genericContext) : throw new BadImageFormatException("its metadata is damaged");

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericTypeParameter(Nesting genericContext, int index) => "!" + index;

    public string GetGenericMethodParameter(Nesting genericContext, int index) => "!!" + index;

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', Math.Clamp(shape.Rank - 1, 0, 32))}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => $"{unmodifiedType} {(isRequired ? "modreq" : "modopt")}({modifier})";

    public string GetFunctionPointerType(MethodSignature<string> signature) => $"method {Method("*", signature)}";

    private static string OfSpecification(MetadataReader reader, TypeSpecificationHandle handle, Nesting? nesting = null)
    {
        var blob = Checked(reader, reader.GetTypeSpecification(handle).Signature);
        return Decoder(reader, nesting).DecodeType(ref blob);
    }

    private static SignatureDecoder<string, Nesting> Decoder(MetadataReader reader, Nesting? nesting = null) => new(Instance, reader, nesting ?? new Nesting());

    private static BlobReader Checked(MetadataReader reader, BlobHandle signature)
    {
        var blob = reader.GetBlobReader(signature);
        return blob.Length <= LongestSignature ? blob : throw new BadImageFormatException("a signature is longer than any real one");
    }

    private static string Method(string name, MethodSignature<string> method) =>
        $"{(method.Header.IsInstance ? "instance" : "static")} {name}`{method.GenericParameterCount}({string.Join(", ", method.ParameterTypes)}) : {method.ReturnType}";

    private static string Marked(string name, byte rawTypeKind) => rawTypeKind == ValueKind ? ValueMark + name : name;

    private static string Name(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var name = "";
        for (var depth = 0; !handle.IsNil; depth++)
        {
            if (depth > DeepestNesting) throw new BadImageFormatException("its metadata is damaged");
            var type = reader.GetTypeDefinition(handle);
            var own = Full(reader, type.Namespace, type.Name);
            name = name.Length == 0 ? own : $"{own}/{name}";
            handle = type.GetDeclaringType();
        }
        return name;
    }

    private static string Name(MetadataReader reader, TypeReferenceHandle handle)
    {
        var name = "";
        for (var depth = 0; ; depth++)
        {
            if (depth > DeepestNesting) throw new BadImageFormatException("its metadata is damaged");
            var type = reader.GetTypeReference(handle);
            var own = Full(reader, type.Namespace, type.Name);
            name = name.Length == 0 ? own : $"{own}/{name}";
            if (type.ResolutionScope.Kind != HandleKind.TypeReference) return name;
            handle = (TypeReferenceHandle)type.ResolutionScope;
        }
    }

    private static string Full(MetadataReader reader, StringHandle space, StringHandle name) => space.IsNil ? reader.GetString(name) : $"{reader.GetString(space)}.{reader.GetString(name)}";

    /// <summary>How deep specifications are that name each other.</summary>
    internal sealed class Nesting
    {
        public int Depth { get; set; }
    }
}
