using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CrmKit.Plugins.Inspection;

/// <summary>Reads the surface of an assembly out of its metadata, also of one that is not on disk.</summary>
internal sealed class ContractSurfaceReader
{
    private static readonly Lazy<ContractSurface> HostSurface = new(() => OfLoaded(typeof(CrmPlugin).Assembly));
    private readonly MetadataReader _reader;

    private ContractSurfaceReader(MetadataReader reader) => _reader = reader;

    /// <summary>The contracts of this process.</summary>
    public static ContractSurface Host => HostSurface.Value;

    /// <param name="assembly">The assembly's bytes.</param>
    /// <param name="beside">The bytes of an assembly to which it forwards types; <see langword="null"/> when there is none.</param>
    /// <exception cref="BadImageFormatException">It is no .NET assembly, or a damaged one.</exception>
    public static ContractSurface OfFile(byte[] assembly, Func<string, byte[]?> beside)
    {
        try
        {
            using var pe = new PEReader(ImmutableArray.Create(assembly));
            if (!pe.HasMetadata) throw new BadImageFormatException("it has no .NET metadata");
            var reader = new ContractSurfaceReader(pe.GetMetadataReader());
            var own = reader.Types().ToList();
            foreach (var target in reader.Forwards().GroupBy(f => f.Assembly, f => f.Type))
                if (beside(target.Key) is { } bytes) own.AddRange(OfFile(bytes, _ => null).Types.Where(t => target.Contains(t.Name)));
            return new ContractSurface(reader.Name(), reader.Version(), own);
        }
        catch (Exception e) when (MetadataFailure.Is(e))
        {
            throw new BadImageFormatException("its metadata is damaged");
        }
    }

    /// <summary>What plugins can use of an assembly of this process.</summary>
    public static unsafe ContractSurface OfLoaded(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out var blob, out var length)) throw new InvalidOperationException($"{assembly.GetName().Name} has no metadata.");
        var reader = new ContractSurfaceReader(new MetadataReader(blob, length));
        return new ContractSurface(reader.Name(), reader.Version(), reader.Types());
    }

    private string Name() => _reader.GetString(_reader.GetAssemblyDefinition().Name);

    private string Version()
    {
        var assembly = _reader.GetAssemblyDefinition();
        return AssemblyAttributes.Text(_reader, assembly, nameof(AssemblyInformationalVersionAttribute))?.Split('+')[0] ?? assembly.Version.ToString(3);
    }

    private IEnumerable<(string Type, string Assembly)> Forwards() =>
        from handle in _reader.ExportedTypes
        let type = _reader.GetExportedType(handle)
        where type.IsForwarder && type.Implementation.Kind == HandleKind.AssemblyReference
        select ($"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}", _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)type.Implementation).Name));

    private IEnumerable<ContractType> Types() => _reader.TypeDefinitions.Select(h => (Name: SignatureText.OfType(_reader, h), Type: _reader.GetTypeDefinition(h)))
        .Where(t => !t.Name.Contains('<', StringComparison.Ordinal)).Select(t => Read(t.Name, t.Type));

    private ContractType Read(string name, TypeDefinition type)
    {
        var parent = type.BaseType.IsNil ? null : SignatureText.OfType(_reader, type.BaseType);
        var kind = (type.Attributes & TypeAttributes.Interface) != 0 ? ContractKind.Interface : parent switch
        {
            "System.Enum" => ContractKind.Enum,
            "System.ValueType" => ContractKind.Struct,
            "System.MulticastDelegate" => ContractKind.Delegate,
            _ => ContractKind.Class,
        };
        var members = Methods(type).Concat(Fields(type, kind)).GroupBy(m => m.Signature).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return new ContractType
        {
            Name = name,
            Kind = kind,
            Access = AccessOf(type),
            IsAbstract = (type.Attributes & TypeAttributes.Abstract) != 0,
            IsSealed = (type.Attributes & TypeAttributes.Sealed) != 0,
            Base = parent,
            Interfaces = [.. type.GetInterfaceImplementations().Select(h => SignatureText.OfType(_reader, _reader.GetInterfaceImplementation(h).Interface)).Order(StringComparer.Ordinal)],
            Overrides = [.. type.GetMethodImplementations().Select(h => Overridden(_reader, _reader.GetMethodImplementation(h).MethodDeclaration)).Order()],
            Parameters = TypeConstraints.Of(_reader, type.GetGenericParameters()),
            Members = members,
        };
    }

    /// <summary>The declaring type and the signature of a method that another one stands in for.</summary>
    public static (string Type, string Signature) Overridden(MetadataReader reader, EntityHandle declaration)
    {
        if (declaration.Kind == HandleKind.MemberReference)
        {
            var member = reader.GetMemberReference((MemberReferenceHandle)declaration);
            return (SignatureText.OfType(reader, member.Parent), SignatureText.OfMember(reader, member));
        }
        var method = reader.GetMethodDefinition((MethodDefinitionHandle)declaration);
        return (SignatureText.OfType(reader, method.GetDeclaringType()), SignatureText.OfMethod(reader, method.Name, method.Signature));
    }

    public static ContractAccess AccessOf(MethodAttributes attributes) => (attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => ContractAccess.Public,
        MethodAttributes.Family or MethodAttributes.FamORAssem => ContractAccess.Protected,
        _ => ContractAccess.Internal,
    };

    private ContractAccess AccessOf(TypeDefinition type)
    {
        var access = ContractAccess.Public;
        for (var depth = 0; depth < 32; depth++)
        {
            var own = (type.Attributes & TypeAttributes.VisibilityMask) switch
            {
                TypeAttributes.Public or TypeAttributes.NestedPublic => ContractAccess.Public,
                TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => ContractAccess.Protected,
                _ => ContractAccess.Internal,
            };
            if (own < access) access = own;
            if (!type.IsNested) break;
            type = _reader.GetTypeDefinition(type.GetDeclaringType());
        }
        return access;
    }

    private IEnumerable<ContractMember> Methods(TypeDefinition type) =>
        from handle in type.GetMethods()
        let method = _reader.GetMethodDefinition(handle)
        select new ContractMember(SignatureText.OfMethod(_reader, method.Name, method.Signature), AccessOf(method.Attributes))
        {
            IsAbstract = (method.Attributes & MethodAttributes.Abstract) != 0,
            IsVirtual = (method.Attributes & MethodAttributes.Virtual) != 0,
            IsFinal = (method.Attributes & MethodAttributes.Final) != 0,
            Parameters = TypeConstraints.Of(_reader, method.GetGenericParameters()),
        };

    private IEnumerable<ContractMember> Fields(TypeDefinition type, ContractKind kind) =>
        from handle in type.GetFields()
        let field = _reader.GetFieldDefinition(handle)
        select new ContractMember(SignatureText.OfField(_reader, field.Name, field.Signature), (field.Attributes & FieldAttributes.FieldAccessMask) switch
        {
            FieldAttributes.Public => ContractAccess.Public,
            FieldAttributes.Family or FieldAttributes.FamORAssem => ContractAccess.Protected,
            _ => ContractAccess.Internal,
        })
        { Constant = kind == ContractKind.Enum && (field.Attributes & FieldAttributes.Literal) != 0 ? Constants.Number(_reader, field.GetDefaultValue()) : null };
}
