using System.Text.Json;
using CrmKit.Plugins;

namespace CrmKit.Cli.Output;

/// <summary>What reading a plugin told, for people and for programs.</summary>
internal static class VerificationOutput
{
    private static readonly string[] UseColumns = ["contracts", "verdict", "type", "member", "why", "usedBy"];
    private static readonly string[] AssemblyColumns = ["assembly", "origin", "asked", "found", "path", "why"];

    public static void WriteText(TextWriter output, PluginVerification told, bool withFine)
    {
        output.WriteLine($"Plugin {told.Id} {told.Version}: {(told.IsFine ? "fine" : "not fine")}");
        output.WriteLine($"Trust: {Words(told.Trust)}");
        foreach (var error in told.Errors) output.WriteLine($"error   {error}");
        foreach (var warning in told.Warnings) output.WriteLine($"warning {warning}");
        TableOutput.WriteText(output, AssemblyColumns, [.. told.Assemblies.Select(Row)], "");
        foreach (var version in told.Contracts)
        {
            int Count(ContractVerdict verdict) => version.Uses.Count(u => u.Verdict == verdict);
            output.WriteLine($"CrmKit.Abstractions {version.Version}: {Count(ContractVerdict.Fine)} fine, {Count(ContractVerdict.Changed)} changed, {Count(ContractVerdict.Gone)} gone");
            var rows = version.Uses.Where(u => withFine || u.Verdict != ContractVerdict.Fine).Select(u => Row(version, u)).ToList();
            if (rows.Count > 0) TableOutput.WriteText(output, UseColumns, rows, "");
        }
        output.WriteLine(told.Capabilities.Count == 0 ? "It reaches nothing beside CrmKit that reading its code shows." : "It can reach:");
        foreach (var capability in told.Capabilities) output.WriteLine($"  {capability.Name}: {string.Join("; ", capability.Where)}");
        output.WriteLine($"Unloadability {told.Unloadability}{(told.Hindrances.Count == 0 ? ": nothing known keeps it in memory." : ":")}");
        foreach (var hindrance in told.Hindrances) output.WriteLine($"  {hindrance.Grade} {hindrance.Cause}, {hindrance.Where}: {hindrance.Why}");
    }

    public static void WriteJson(TextWriter output, PluginVerification told) => TableOutput.WriteJson(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", told.Id);
        json.WriteString("version", told.Version);
        json.WriteBoolean("isFine", told.IsFine);
        json.WriteString("trust", told.Trust is { } trust ? EnumCode.Of(trust) : "none");
        Problems(json, "errors", told.Errors);
        Problems(json, "warnings", told.Warnings);
        json.WritePropertyName("assemblies");
        TableOutput.WriteRows(json, AssemblyColumns, told.Assemblies.Select(Row));
        json.WritePropertyName("contracts");
        TableOutput.WriteRows(json, UseColumns, told.Contracts.SelectMany(c => c.Uses.Select(u => Row(c, u))));
        json.WritePropertyName("capabilities");
        TableOutput.WriteRows(json, ["name", "where"], told.Capabilities.Select(c => new object?[] { c.Name, string.Join("; ", c.Where) }));
        json.WriteString("unloadability", told.Unloadability.ToString());
        json.WritePropertyName("hindrances");
        TableOutput.WriteRows(json, ["grade", "cause", "where", "why"], told.Hindrances.Select(h => new object?[] { h.Grade.ToString(), h.Cause, h.Where, h.Why }));
        json.WriteEndObject();
    });

    private static string Words(PluginTrust? trust) => trust switch
    {
        PluginTrust.Publisher => "publisher; it is whole, and signed with a key that is trusted for its id.",
        PluginTrust.Local => "local; it is whole, and signed with the installation's own key.",
        PluginTrust.Folder => "folder; nobody signed it, and whoever may write there can run code in the host.",
        PluginTrust.Unsigned => "unsigned; nobody vouches for it.",
        _ => "none; do not install it before the errors are understood.",
    };

    private static void Problems(Utf8JsonWriter json, string name, IEnumerable<CrmError> problems)
    {
        json.WritePropertyName(name);
        TableOutput.WriteRows(json, ["code", "message"], problems.Select(p => new object?[] { p.Code, p.Message }));
    }

    private static object?[] Row(PluginAssembly a) => [a.Name, EnumCode.Of(a.Origin), a.Asked?.ToString(), a.Found?.ToString(), a.Path, a.Why];

    private static object?[] Row(ContractComparison version, ContractUse u) => [version.Version, EnumCode.Of(u.Verdict), u.Type, u.Member, u.Why, string.Join(", ", u.UsedBy)];
}
