namespace CrmKit.Samples.Host;

/// <summary>What can be set in appsettings.json, by environment (<c>CrmKit__Database</c>) or on the command line (<c>--CrmKit:Database</c>).</summary>
/// <param name="Database">The SQLite file, relative to the content root; default <c>crmkit.db</c>.</param>
/// <param name="Plugins">The folder of plugins, relative to the content root; default <c>plugins</c>.</param>
/// <param name="Demo">Whether an empty database is filled with the demo company; default yes.</param>
/// <param name="AdminEmail">Makes the first administrator at start, without the set-up link; <c>CRMKIT_ADMIN_EMAIL</c>, for containers.</param>
/// <param name="SafeMode">Whether only plugins with a trusted signature run, for a host that one of them keeps from working; <c>--safe-mode</c>, default no.</param>
internal sealed record HostSettings(string Database, string Plugins, bool Demo, string? AdminEmail, bool SafeMode)
{
    /// <summary>The keys that encrypt plugins' secrets, beside the database.</summary>
    public string Keys => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Database))!, "keys");

    private const string DefaultUrl = "http://localhost:5080";

    public static HostSettings Read(WebApplicationBuilder builder, string[] arguments)
    {
        var (configuration, root) = (builder.Configuration, builder.Environment.ContentRootPath);
        string[] urls = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (urls.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists()) builder.WebHost.UseUrls(DefaultUrl);
        return new HostSettings(
            Path.Combine(root, configuration["CrmKit:Database"] ?? "crmkit.db"),
            Path.Combine(root, configuration["CrmKit:Plugins"] ?? "plugins"),
            configuration.GetValue("CrmKit:Demo", true),
            configuration["CRMKIT_ADMIN_EMAIL"],
            arguments.Contains("--safe-mode") || configuration.GetValue("CrmKit:SafeMode", false));
    }
}
