namespace CrmKit.Plugins.Inspection;

/// <summary>Finds in code what keeps a plugin in memory after it was unloaded.</summary>
internal static class Unloadability
{
    private const string ForGood = "keeps types of the plugin in caches of the framework, for good";

    // Only what lives in the host's copy of an assembly pins: what a plugin brings itself goes with it.
    private static readonly (UnloadGrade Grade, string Cause, string[] Types, string Why)[] Causes =
    [
        (UnloadGrade.C, "TypeDescriptor", ["System.ComponentModel.TypeDescriptor"], ForGood),
        (UnloadGrade.C, "DataAnnotations.Validator", ["System.ComponentModel.DataAnnotations.Validator", "Microsoft.Extensions.DependencyInjection.OptionsBuilderDataAnnotationsExtensions"], ForGood + ": validate with the rules of CrmKit or with Validate(…)"),
        (UnloadGrade.C, "dynamic", ["Microsoft.CSharp.RuntimeBinder.*"], ForGood),
        (UnloadGrade.C, "XmlSerializer", ["System.Xml.Serialization.XmlSerializer"], ForGood + ": read and write XML with XDocument or XmlReader"),
        (UnloadGrade.C, "DataContractSerializer", ["System.Runtime.Serialization.DataContractSerializer", "System.Runtime.Serialization.Json.DataContractJsonSerializer"], ForGood),
        (UnloadGrade.C, "MVC", ["Microsoft.AspNetCore.Mvc.*"], ForGood + ": answer requests with AddEndpoint"),
        (UnloadGrade.C, "Razor components", ["Microsoft.AspNetCore.Components.*"], ForGood),
        (UnloadGrade.B, "background work", ["System.Threading.Thread", "System.Threading.Timer", "System.Timers.Timer"], "keeps the plugin while it runs: end it in StopAsync"),
    ];

    private static readonly string[] Serialising = ["Serialize", "SerializeAsync", "Deserialize", "DeserializeAsync", "DeserializeAsyncEnumerable", "SerializeToUtf8Bytes", "SerializeToNode", "SerializeToElement", "SerializeToDocument"];
    private static readonly string[] HarmlessOfThreads = ["get_CurrentThread", "get_ManagedThreadId", "get_CurrentCulture", "get_CurrentUICulture", "MemoryBarrier", "Sleep", "Yield", "SpinWait"];

    public static (UnloadGrade Grade, IReadOnlyList<UnloadHindrance> Hindrances) Of(IReadOnlyList<AssemblyCode> assemblies, Func<string, bool> isShared)
    {
        var found = new List<UnloadHindrance>();
        foreach (var assembly in assemblies)
        {
            foreach (var (grade, cause, types, why) in Causes)
            {
                var members = assembly.MemberUses.FirstOrDefault(u => isShared(u.Assembly) && types.Any(t => Matches(t, TypeText.Open(u.Type))) && !HarmlessOfThreads.Contains(u.Name));
                var derived = grade == UnloadGrade.C ? assembly.Types.FirstOrDefault(t => t.Base is { Assembly: { } from } parent && isShared(from) && types.Any(p => Matches(p, TypeText.Open(parent.Text)))) : null;
                if (members is not null) found.Add(new UnloadHindrance(grade, cause, Where(assembly, members), why));
                else if (derived is not null) found.Add(new UnloadHindrance(grade, cause, $"{assembly.Name}: {derived.Name}", why));
            }
            if (assembly.MemberUses.FirstOrDefault(u => isShared(u.Assembly) && IsReflectionJson(u)) is { } json)
                found.Add(new UnloadHindrance(UnloadGrade.B, "JSON by reflection", Where(assembly, json), "keeps types of the plugin until the serializer's caches are cleared, which CrmKit asks of it: use a JsonSerializerContext"));
            foreach (var added in assembly.MemberUses.Where(u => isShared(u.Assembly) && IsLastingEvent(u)))
            {
                var isRemoved = assembly.MemberUses.Any(u => u.Type == added.Type && u.Name == "remove_" + added.Name[4..]);
                found.Add(new UnloadHindrance(isRemoved ? UnloadGrade.B : UnloadGrade.C, "static event", Where(assembly, added),
                    isRemoved ? "keeps the plugin while it is subscribed: unsubscribe in StopAsync" : "keeps the plugin, and it never unsubscribes"));
            }
        }
        return (found.Count == 0 ? UnloadGrade.A : found.Max(f => f.Grade), [.. found.OrderByDescending(f => f.Grade).ThenBy(f => f.Cause, StringComparer.Ordinal).ThenBy(f => f.Where, StringComparer.Ordinal)]);
    }

    // With a context or type information the caches hold nothing of the plugin.
    private static bool IsReflectionJson(MemberUse use) => use.Type == "System.Text.Json.JsonSerializer" && Serialising.Contains(use.Name)
        && !use.Signature.Contains("JsonTypeInfo", StringComparison.Ordinal) && !use.Signature.Contains("JsonSerializerContext", StringComparison.Ordinal);

    private static bool IsLastingEvent(MemberUse use) => use.Name.StartsWith("add_", StringComparison.Ordinal)
        && (use.Signature.StartsWith("static ", StringComparison.Ordinal) || use.Type is "System.AppDomain" or "System.Runtime.Loader.AssemblyLoadContext");

    private static string Where(AssemblyCode assembly, MemberUse use) => $"{assembly.Name}: {TypeText.Open(use.Type)}.{use.Name}{(use.Sites.Count > 0 ? $" in {use.Sites[0]}" : "")}";

    private static bool Matches(string pattern, string type) => pattern.EndsWith(".*", StringComparison.Ordinal) ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : type == pattern;
}
