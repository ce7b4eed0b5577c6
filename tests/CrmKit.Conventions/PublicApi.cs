using System.Reflection;
using System.Text;

namespace CrmKit.Conventions;

/// <summary>Writes the public surface of an assembly, one line per member, in a fixed order.</summary>
internal static class PublicApi
{
    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().Where(t => !IsPage(t)).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type));
            var bases = Bases(type).ToList();
            if (bases.Count > 0) text.Append(" : ").AppendJoin(", ", bases);
            text.Append('\n');
            foreach (var line in Members(type).Distinct().Order(StringComparer.Ordinal)) text.Append("  ").Append(line).Append('\n');
        }
        return text.ToString();
    }

    // Razor makes components public whether anybody is meant to use them or not: pages are no contract, and nothing but CrmKit can give them what they show.
    private static bool IsPage(Type type) => !type.IsAbstract && type.BaseType?.FullName == "Microsoft.AspNetCore.Components.ComponentBase";

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)) yield return Name(parent);
        if (type.IsEnum) yield break;
        foreach (var contract in type.GetInterfaces().Where(i => i.IsVisible).Select(Name).Order(StringComparer.Ordinal)) yield return contract;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type)) yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture)}";
            yield break;
        }
        const BindingFlags flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var field in type.GetFields(flags).Where(f => f.IsPublic || f.IsFamily)) yield return $"field {Modifiers(field.IsStatic, field.IsFamily)}{Name(field.FieldType)} {field.Name}";
        foreach (var constructor in type.GetConstructors(flags).Where(IsOpen)) yield return $"new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(flags))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsOpen).ToList();
            if (accessors.Count == 0) continue;
            var index = property.GetIndexParameters();
            var name = index.Length == 0 ? property.Name : $"this[{string.Join(", ", index.Select(p => Name(p.ParameterType)))}]";
            yield return $"property {Modifiers(accessors[0].IsStatic, accessors[0].IsFamily)}{Name(property.PropertyType)} {name} {{ {string.Join(" ", accessors.Select(Accessor))} }}";
        }
        foreach (var @event in type.GetEvents(flags).Where(e => e.AddMethod is { } add && IsOpen(add))) yield return $"event {Name(@event.EventHandlerType!)} {@event.Name}";
        foreach (var method in type.GetMethods(flags).Where(m => IsOpen(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !m.Name.Contains('<')))
            yield return $"method {Modifiers(method.IsStatic, method.IsFamily)}{(method.IsAbstract && !type.IsInterface ? "abstract " : method.IsVirtual && !method.IsFinal && !type.IsInterface ? "virtual " : "")}"
                + $"{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})";
    }

    private static string Accessor(MethodInfo method)
    {
        if (!method.Name.StartsWith("set_", StringComparison.Ordinal)) return "get;";
        return method.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init;" : "set;";
    }

    private static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Modifiers(bool isStatic, bool isFamily) => (isFamily ? "protected " : "") + (isStatic ? "static " : "");

    private static string Generics(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter) return type.Name;
        var name = (type.IsNested ? Name(type.DeclaringType!) + "." : type.Namespace == "System" ? "" : type.Namespace + ".") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
