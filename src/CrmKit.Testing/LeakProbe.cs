using System.Reflection;
using System.Runtime.Loader;

namespace CrmKit.Testing;

/// <summary>
/// Looks for what holds a plugin that was taken out: walks, field by field, from objects given and from the static fields of the process, and says the shortest way to anything of the plugin's code.
/// Threads, thread-static fields and handles are out of its sight. For tests: it reads everything, and initialises types on its way.
/// </summary>
internal sealed class LeakProbe(string pluginId)
{
    private const int MostObjects = 3_000_000;
    private static readonly string[] Compilers = ["Microsoft.CodeAnalysis", "xunit", "Microsoft.VisualStudio", "Microsoft.TestPlatform", "Microsoft.Testing"];
    private readonly Dictionary<Type, FieldInfo[]> _fields = [];
    private readonly Dictionary<Assembly, bool> _foreign = [];

    /// <summary>The way from static fields of the process; <see langword="null"/> when none was found.</summary>
    public string? FromStatics() => From(Statics());

    /// <summary>The way from one object; <see langword="null"/> when it holds nothing of the plugin.</summary>
    public string? From(string name, object root) => From([(name, root)]);

    private string? From(IEnumerable<(string Name, object Value)> roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<Step>();
        foreach (var (name, value) in roots) Reach(value, new Step(null, name, value));
        while (queue.TryDequeue(out var step) && seen.Count < MostObjects)
        {
            if (Of(step.Value) is { } what) return $"{step} ({what})";
            if (step.Value is Array array)
            {
                if (!Holds(array.GetType().GetElementType()!)) continue;
                var index = 0;
                foreach (var element in array) Reach(element, new Step(step, $"[{index++}]", element));
                continue;
            }
            foreach (var field in FieldsOf(step.Value.GetType()))
                if (field.GetValue(step.Value) is { } value) Reach(value, new Step(step, "." + field.Name, value));
        }
        return null;

        void Reach(object? value, Step step)
        {
            // Reflection's own caches would answer for every type that anybody has looked at.
            if (value is null or string or Pointer || value is MemberInfo or Assembly or Module && Of(value) is null) return;
            if (value.GetType().IsValueType || seen.Add(value)) queue.Enqueue(step);
        }
    }

    private string? Of(object value) => value switch
    {
        Type type => IsForeign(type) ? type.FullName : null,
        MemberInfo member => IsForeign(member.Module.Assembly) ? $"{member.DeclaringType}.{member.Name}" : null,
        Assembly assembly => IsForeign(assembly) ? assembly.GetName().Name : null,
        Module module => IsForeign(module.Assembly) ? module.Name : null,
        Delegate { Target: null } code => IsForeign(code.Method.Module.Assembly) ? $"{code.Method.DeclaringType}.{code.Method.Name}" : null,
        _ => IsForeign(value.GetType()) ? value.GetType().FullName ?? value.GetType().Name : null,
    };

    private bool IsForeign(Type type) => type.IsCollectible && (IsForeign(type.Assembly) || type.GenericTypeArguments.Any(IsForeign) || type.HasElementType && IsForeign(type.GetElementType()!));

    private bool IsForeign(Assembly assembly)
    {
        if (!assembly.IsCollectible) return false;
        if (_foreign.TryGetValue(assembly, out var known)) return known;
        return _foreign[assembly] = AssemblyLoadContext.GetLoadContext(assembly)?.Name?.StartsWith(pluginId + "/", StringComparison.Ordinal) == true;
    }

    private FieldInfo[] FieldsOf(Type type)
    {
        if (_fields.TryGetValue(type, out var known)) return known;
        var fields = new List<FieldInfo>();
        for (var at = type; at is not null; at = at.BaseType)
            fields.AddRange(at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(f => Holds(f.FieldType)));
        return _fields[type] = [.. fields];
    }

    private static bool Holds(Type type) => !type.IsPrimitive && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRefLike && !type.IsEnum && type != typeof(string)
        && (!type.IsValueType || type.IsGenericParameter || HoldsInside(type));

    private static bool HoldsInside(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(f => f.FieldType != type && Holds(f.FieldType));

    private static IEnumerable<(string, object)> Statics()
    {
        foreach (var assembly in AssemblyLoadContext.Default.Assemblies.Where(a => !a.IsDynamic && !Array.Exists(Compilers, c => a.GetName().Name!.StartsWith(c, StringComparison.OrdinalIgnoreCase))))
            foreach (var type in TypesOf(assembly).Where(t => !t.ContainsGenericParameters))
                foreach (var field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!field.IsLiteral && Holds(field.FieldType) && !field.IsDefined(typeof(ThreadStaticAttribute)) && Read(field) is { } value)
                        yield return ($"{type.FullName}.{field.Name}", value);
    }

    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partial)
        {
            return partial.Types.OfType<Type>();
        }
    }

    private static object? Read(FieldInfo field)
    {
        try
        {
            return field.GetValue(null);
        }
        catch (Exception e) when (e is TypeInitializationException or TargetInvocationException or NotSupportedException or FieldAccessException or TypeLoadException or IOException)
        {
            return null; // this type does not work here, and so holds nothing
        }
    }

    private sealed record Step(Step? Before, string Name, object? Held)
    {
        public object Value => Held!;

        public override string ToString() => Before is null ? Name : Before + Name;
    }
}
