using System.Reflection;
using System.Reflection.Metadata;
using System.Text.Json;

namespace CrmKit.Plugins.Loading;

/// <summary>
/// System.Text.Json remembers every type it ever reflected over, and so would keep a plugin that serialises with default options in memory for good.
/// Its hot-reload hook empties that memory; it is public by attribute. Where it is missing, only such plugins linger.
/// </summary>
internal static class RuntimeCaches
{
    private static readonly Action<Type[]?>[] Hooks =
    [
        .. typeof(JsonSerializer).Assembly.GetCustomAttributes<MetadataUpdateHandlerAttribute>()
            .Select(a => a.HandlerType.GetMethod("ClearCache", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(Type[])]))
            .OfType<MethodInfo>().Select(m => m.CreateDelegate<Action<Type[]?>>()),
    ];

    /// <summary>Whether this runtime has what is used here.</summary>
    public static bool CanClear => Hooks.Length > 0;

    public static void Clear()
    {
        foreach (var hook in Hooks) hook(null);
    }
}
