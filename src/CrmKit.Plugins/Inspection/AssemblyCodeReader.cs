using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace CrmKit.Plugins.Inspection;

/// <summary>Reads what an assembly defines and uses, without loading it.</summary>
internal sealed class AssemblyCodeReader
{
    private const int MostSites = 50;
    private readonly PEReader _pe;
    private readonly MetadataReader _reader;
    private readonly string _name;
    private readonly Dictionary<EntityHandle, List<UseSite>> _sites = [];
    private readonly Dictionary<(string Assembly, string Name), ValueUse> _values = [];
    private readonly Dictionary<EntityHandle, HashSet<string>> _bound = [];
    private readonly Dictionary<EntityHandle, string[]> _valuesOf = [];
    private readonly HashSet<(CodePlace From, CodePlace To)> _inner = [];
    private readonly Dictionary<string, HashSet<long>> _loaded = new(StringComparer.Ordinal);

    private AssemblyCodeReader(PEReader pe)
    {
        (_pe, _reader) = (pe, pe.GetMetadataReader());
        _name = _reader.GetString(_reader.GetAssemblyDefinition().Name);
    }

    /// <exception cref="UnreadableAssemblyException">It is damaged.</exception>
    public static AssemblyCode Read(byte[] bytes)
    {
        try
        {
            using var pe = new PEReader(ImmutableArray.Create(bytes));
            return new AssemblyCodeReader(pe).Read();
        }
        catch (Exception e) when (MetadataFailure.Is(e))
        {
            throw new UnreadableAssemblyException(true, "its metadata or its instructions are damaged");
        }
    }

    private AssemblyCode Read()
    {
        var types = _reader.TypeDefinitions.Select(Type).ToList();
        foreach (var handle in _reader.MethodDefinitions) ReadBody(_reader.GetMethodDefinition(handle));
        var members = _reader.MemberReferences.Select(h => (Handle: h, Use: Member(h))).Where(m => m.Use is not null).ToDictionary(m => m.Handle, m => m.Use!);
        ReadAttributes();
        ReadConstants();
        return new AssemblyCode
        {
            Name = _name,
            Types = types,
            MemberUses = [.. members.Values],
            Instantiations = [.. Specifications().Where(s => SignatureText.AssemblyOf(_reader, s) is not null).Select(s => SignatureText.OfType(_reader, s))],
            Calls = [.. Calls(members)],
            TypeUses = [.. TypeUses()],
            Inner = _inner.ToLookup(c => c.From, c => c.To),
            Imports = [.. _reader.MethodDefinitions.Select(h => _reader.GetMethodDefinition(h)).Where(m => (m.Attributes & MethodAttributes.PinvokeImpl) != 0).Select(Import)],
            HasModuleInitializer = _reader.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(1)).GetMethods().Any(h => _reader.StringComparer.Equals(_reader.GetMethodDefinition(h).Name, ".cctor")),
        };
    }

    private CodeType Type(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        return new CodeType
        {
            Name = SignatureText.OfType(_reader, handle),
            Assembly = _name,
            IsInterface = (type.Attributes & TypeAttributes.Interface) != 0,
            IsAbstract = (type.Attributes & TypeAttributes.Abstract) != 0,
            Base = type.BaseType.IsNil ? null : Named(type.BaseType),
            Interfaces = [.. type.GetInterfaceImplementations().Select(i => Named(_reader.GetInterfaceImplementation(i).Interface))],
            Methods = [.. type.GetMethods().Select(m => Method(_reader.GetMethodDefinition(m)))],
            Attributes = [.. type.GetCustomAttributes().Select(a => _reader.GetCustomAttribute(a).Constructor).Where(c => c.Kind == HandleKind.MemberReference)
                .Select(c => SignatureText.OfType(_reader, _reader.GetMemberReference((MemberReferenceHandle)c).Parent))],
            Overrides = [.. type.GetMethodImplementations().Select(m => ContractSurfaceReader.Overridden(_reader, _reader.GetMethodImplementation(m).MethodDeclaration))],
        };
    }

    private TypeName Named(EntityHandle handle) => new(SignatureText.OfType(_reader, handle), SignatureText.AssemblyOf(_reader, handle));

    private CodeMethod Method(MethodDefinition method) => new(SignatureText.OfMethod(_reader, method.Name, method.Signature), ContractSurfaceReader.AccessOf(method.Attributes),
        (method.Attributes & MethodAttributes.Virtual) != 0, (method.Attributes & MethodAttributes.NewSlot) != 0, (method.Attributes & MethodAttributes.Abstract) != 0)
    { Parameters = TypeConstraints.Of(_reader, method.GetGenericParameters()) };

    private void ReadBody(MethodDefinition method)
    {
        if (!HasInstructions(method)) return;
        var body = _pe.GetMethodBody(method.RelativeVirtualAddress);
        var (type, name) = (SignatureText.OfType(_reader, method.GetDeclaringType()), _reader.GetString(method.Name));
        var (numbers, named) = (new HashSet<long>(), new HashSet<string>(StringComparer.Ordinal));
        named.UnionWith(ValueTypes(SignatureText.OfMethod(_reader, method.Name, method.Signature)));
        foreach (var local in SignatureText.Locals(_reader, body.LocalSignature)) named.UnionWith(ValueTypes(local));
        string? function = null; // what the instruction before took the address of
        foreach (var (code, operand) in IlTokens.Of(body.GetILReader()))
        {
            var bound = code == ILOpCode.Newobj ? function : null;
            function = null;
            if (code == ILOpCode.Ldc_i4)
            {
                numbers.Add(operand);
                continue;
            }
            var handle = MetadataTokens.EntityHandle(operand);
            if (handle.Kind == HandleKind.MethodSpecification) handle = _reader.GetMethodSpecification((MethodSpecificationHandle)handle).Method;
            named.UnionWith(ValuesOf(handle));
            if (code is ILOpCode.Ldftn or ILOpCode.Ldvirtftn) function = Function(handle);
            if (handle.Kind == HandleKind.MethodDefinition) _inner.Add((new CodePlace(type, name), Place(_reader.GetMethodDefinition((MethodDefinitionHandle)handle))));
            if (handle.Kind != HandleKind.MemberReference) continue;
            if (bound is not null) (_bound.TryGetValue(handle, out var methods) ? methods : _bound[handle] = []).Add(bound);
            if (!_sites.TryGetValue(handle, out var sites)) _sites[handle] = sites = [];
            if (sites.Count < MostSites) sites.Add(new UseSite(type, name, code switch { ILOpCode.Newobj => UseAct.New, ILOpCode.Call or ILOpCode.Ldftn => UseAct.ExactCall, _ => UseAct.Other }));
        }
        foreach (var value in named) (_loaded.TryGetValue(value, out var known) ? known : _loaded[value] = []).UnionWith(numbers);
    }

    private CodePlace Place(MethodDefinition method) => new(SignatureText.OfType(_reader, method.GetDeclaringType()), _reader.GetString(method.Name));

    // Of generic types and methods the arguments would have to be put in: those are left out.
    private string? Function(EntityHandle handle) => Signature(handle) is { } signature && !signature.Contains('!', StringComparison.Ordinal) ? signature : null;

    private string? Signature(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.FieldDefinition => _reader.GetFieldDefinition((FieldDefinitionHandle)handle) is var field ? SignatureText.OfField(_reader, field.Name, field.Signature) : null,
        HandleKind.MethodDefinition => _reader.GetMethodDefinition((MethodDefinitionHandle)handle) is var method ? SignatureText.OfMethod(_reader, method.Name, method.Signature) : null,
        HandleKind.MemberReference => SignatureText.OfMember(_reader, _reader.GetMemberReference((MemberReferenceHandle)handle)),
        _ => null,
    };

    // Code names the same few members again and again.
    private string[] ValuesOf(EntityHandle member) => _valuesOf.TryGetValue(member, out var known) ? known : _valuesOf[member] = Signature(member) is { } signature ? [.. ValueTypes(signature)] : [];

    private static IEnumerable<string> ValueTypes(string signature) => !signature.Contains("valuetype ", StringComparison.Ordinal) ? []
        : Parts(signature).Zip(Parts(signature).Skip(1)).Where(p => SignatureText.IsValue(p.First + " ")).Select(p => p.Second);

    private static string[] Parts(string signature) => signature.Split([' ', ',', '<', '>', '(', ')', '[', ']', '&', '*'], StringSplitOptions.RemoveEmptyEntries);

    private static bool HasInstructions(MethodDefinition method) => method.RelativeVirtualAddress != 0 && (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL;

    private MemberUse? Member(MemberReferenceHandle handle)
    {
        var member = _reader.GetMemberReference(handle);
        if (member.Parent.Kind is not (HandleKind.TypeReference or HandleKind.TypeSpecification) || SignatureText.AssemblyOf(_reader, member.Parent) is not { } assembly) return null;
        return new MemberUse(assembly, SignatureText.OfType(_reader, member.Parent), SignatureText.OfMember(_reader, member))
        {
            Sites = _sites.GetValueOrDefault(handle) ?? [],
            Bound = _bound.TryGetValue(handle, out var bound) ? [.. bound] : [],
        };
    }

    private IEnumerable<(MemberUse, IReadOnlyList<string>)> Calls(Dictionary<MemberReferenceHandle, MemberUse> members)
    {
        for (var row = 1; row <= _reader.GetTableRowCount(TableIndex.MethodSpec); row++)
        {
            var call = _reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row));
            if (call.Method.Kind == HandleKind.MemberReference && members.TryGetValue((MemberReferenceHandle)call.Method, out var use)) yield return (use, SignatureText.Arguments(_reader, call));
        }
    }

    private IEnumerable<TypeSpecificationHandle> Specifications() => Enumerable.Range(1, _reader.GetTableRowCount(TableIndex.TypeSpec)).Select(MetadataTokens.TypeSpecificationHandle);

    private IEnumerable<TypeUse> TypeUses()
    {
        var kinds = Kinds();
        foreach (var handle in _reader.TypeReferences)
        {
            if (SignatureText.AssemblyOf(_reader, handle) is not { } assembly) continue;
            var name = SignatureText.OfType(_reader, handle);
            var values = _values.GetValueOrDefault((assembly, name));
            yield return new TypeUse(assembly, name)
            {
                IsValue = kinds.TryGetValue(name, out var isValue) ? isValue : null,
                Loaded = _loaded.TryGetValue(name, out var loaded) ? loaded : new HashSet<long>(),
                Constants = values is null ? [] : [.. values.Constants],
                Named = values is null ? [] : [.. values.Named],
            };
        }
    }

    /// <summary>What the signatures of the plugin's own members and variables say of each type.</summary>
    private Dictionary<string, bool> Kinds()
    {
        var kinds = new Dictionary<string, bool>(StringComparer.Ordinal);
        // Names come first in signatures, and those of explicit implementations are made of names of types.
        void Note(string signature, string from)
        {
            var parts = Parts(signature[Math.Max(0, signature.IndexOf(from, StringComparison.Ordinal))..]);
            for (var i = 0; i < parts.Length; i++)
                if (parts[i].Contains('.', StringComparison.Ordinal)) kinds.TryAdd(parts[i], i > 0 && SignatureText.IsValue(parts[i - 1] + " "));
        }
        foreach (var handle in _reader.FieldDefinitions) Note(SignatureText.OfField(_reader, _reader.GetFieldDefinition(handle).Name, _reader.GetFieldDefinition(handle).Signature), " : ");
        foreach (var handle in _reader.MethodDefinitions)
        {
            var method = _reader.GetMethodDefinition(handle);
            Note(SignatureText.OfMethod(_reader, method.Name, method.Signature), "`");
            if (HasInstructions(method))
                foreach (var local in SignatureText.Locals(_reader, _pe.GetMethodBody(method.RelativeVirtualAddress).LocalSignature)) Note(local, "");
        }
        for (var row = 1; row <= _reader.GetTableRowCount(TableIndex.MethodSpec); row++)
            foreach (var argument in SignatureText.Arguments(_reader, _reader.GetMethodSpecification(MetadataTokens.MethodSpecificationHandle(row)))) Note(argument, "");
        foreach (var handle in Specifications()) Note(SignatureText.OfType(_reader, handle), "");
        return kinds;
    }

    private void ReadAttributes()
    {
        foreach (var handle in _reader.CustomAttributes)
        {
            var attribute = _reader.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var parent = _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (parent.Kind != HandleKind.TypeReference || SignatureText.AssemblyOf(_reader, parent) is not { } assembly || !assembly.StartsWith("CrmKit.", StringComparison.Ordinal)) continue;
            var value = attribute.DecodeValue(AttributeText.Instance);
            foreach (var named in value.NamedArguments.Where(n => n.Name is not null)) Values(assembly, SignatureText.OfType(_reader, parent)).Named.Add(named.Name!);
            foreach (var (type, constant) in value.FixedArguments.Select(a => (a.Type, a.Value)).Concat(value.NamedArguments.Select(a => (a.Type, a.Value))))
                if (AttributeText.Number(constant) is { } number && !type.StartsWith("System.", StringComparison.Ordinal)) Values(assembly, SignatureText.WithoutMark(type)).Constants.Add(number);
        }
    }

    /// <summary>Constants and default values whose type is an enum of another assembly.</summary>
    private void ReadConstants()
    {
        foreach (var handle in _reader.FieldDefinitions)
        {
            var field = _reader.GetFieldDefinition(handle);
            if (Constants.Number(_reader, field.GetDefaultValue()) is { } number) Constant(SignatureText.OfField(_reader, field.Name, field.Signature), number);
        }
        foreach (var handle in _reader.MethodDefinitions)
        {
            var method = _reader.GetMethodDefinition(handle);
            string[]? types = null;
            foreach (var parameter in method.GetParameters().Select(p => _reader.GetParameter(p)))
            {
                if (Constants.Number(_reader, parameter.GetDefaultValue()) is not { } number) continue;
                types ??= SignatureText.Parameters(_reader, method.Signature);
                if (parameter.SequenceNumber >= 1 && parameter.SequenceNumber <= types.Length) Constant(": " + types[parameter.SequenceNumber - 1], number);
            }
        }
    }

    private void Constant(string signature, long number)
    {
        var type = signature[(signature.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];
        if (!SignatureText.IsValue(type)) return;
        var name = SignatureText.WithoutMark(type);
        foreach (var handle in _reader.TypeReferences.Where(h => SignatureText.OfType(_reader, h) == name))
            if (SignatureText.AssemblyOf(_reader, handle) is { } assembly) Values(assembly, name).Constants.Add(number);
    }

    private ValueUse Values(string assembly, string name) => _values.TryGetValue((assembly, name), out var values) ? values : _values[(assembly, name)] = new ValueUse();

    private string Import(MethodDefinition method)
    {
        var import = method.GetImport();
        return $"{_reader.GetString(_reader.GetModuleReference(import.Module).Name)}!{_reader.GetString(import.Name.IsNil ? method.Name : import.Name)}";
    }

    private sealed class ValueUse
    {
        public HashSet<long> Constants { get; } = [];
        public HashSet<string> Named { get; } = new(StringComparer.Ordinal);
    }
}
