using System.Reflection;
using System.Reflection.Metadata;

namespace CrmKit.Plugins.Inspection;

/// <summary>What a type parameter demands of its arguments.</summary>
internal sealed record TypeConstraints(bool IsClass, bool IsStruct, bool HasConstructor, IReadOnlyList<string> Types)
{
    public bool IsNone => !IsClass && !IsStruct && !HasConstructor && Types.Count == 0;

    public static IReadOnlyList<TypeConstraints> Of(MetadataReader reader, GenericParameterHandleCollection parameters) => [.. parameters.Select(h =>
    {
        var parameter = reader.GetGenericParameter(h);
        var flags = parameter.Attributes & GenericParameterAttributes.SpecialConstraintMask;
        return new TypeConstraints((flags & GenericParameterAttributes.ReferenceTypeConstraint) != 0, (flags & GenericParameterAttributes.NotNullableValueTypeConstraint) != 0,
            (flags & GenericParameterAttributes.DefaultConstructorConstraint) != 0,
            [.. parameter.GetConstraints().Select(c => SignatureText.OfType(reader, reader.GetGenericParameterConstraint(c).Type)).Order(StringComparer.Ordinal)]);
    })];

    /// <summary>Whether it demands something that the other does not.</summary>
    public bool IsStrongerThan(TypeConstraints? other) => !IsNone && (other is null || IsClass && !other.IsClass || IsStruct && !other.IsStruct || HasConstructor && !other.HasConstructor && !other.IsStruct
        || Types.Any(t => !other.Types.Contains(t)));

    public override string ToString() => string.Join(" ", new[] { IsClass ? "class" : "", IsStruct ? "struct" : "", HasConstructor ? "new" : "" }.Where(w => w.Length > 0)) + " | " + string.Join(" & ", Types);

    public static TypeConstraints Parse(string text)
    {
        var at = text.IndexOf('|', StringComparison.Ordinal);
        var words = text[..at].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words.Contains("class"), words.Contains("struct"), words.Contains("new"), text[(at + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
