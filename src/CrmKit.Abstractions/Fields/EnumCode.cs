using System.Collections.Concurrent;
using System.Text;

namespace CrmKit.Fields;

/// <summary>The option codes of enums: <c>TeamLead</c> is <c>team-lead</c> in JSON, filters and the database.</summary>
internal static class EnumCode
{
    private static readonly ConcurrentDictionary<Type, (Dictionary<object, string> Codes, Dictionary<string, object> Values)> Known = new();

    public static string Of(Enum value) => For(value.GetType()).Codes.TryGetValue(value, out var code) ? code : value.ToString();

    /// <exception cref="FormatException">The enum has no such code.</exception>
    public static object Parse(Type type, string code) =>
        For(type).Values.TryGetValue(code, out var value) ? value : throw new FormatException($"'{code}' is none of {string.Join(", ", Codes(type))}.");

    public static IEnumerable<string> Codes(Type type) => For(type).Codes.Values;

    private static (Dictionary<object, string> Codes, Dictionary<string, object> Values) For(Type type) => Known.GetOrAdd(type, static t =>
    {
        var codes = Enum.GetValues(t).Cast<object>().ToDictionary(v => v, v => Kebab(v.ToString()!));
        return (codes, codes.ToDictionary(p => p.Value, p => p.Key, StringComparer.OrdinalIgnoreCase));
    });

    private static string Kebab(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
