using CrmKit.Smtp;

namespace CrmKit.Samples.Host;

/// <summary>What can be set in appsettings.json, by environment (<c>CrmKit__Plugins</c>) or on the command line (<c>--CrmKit:Plugins</c>).</summary>
/// <param name="Database">
/// <c>Database:Provider</c> (<c>Sqlite</c>, the default, or <c>PostgreSql</c>) and <c>Database:ConnectionString</c>; for SQLite a file, relative to the content root, by default that of <c>CrmKit:Database</c> or <c>crmkit.db</c>; <c>Database:RowLevelSecurity</c> for PostgreSQL and
/// <c>Database:FilePerTenant</c> for SQLite, both default no.
/// </param>
/// <param name="Keys">The keys that encrypt plugins' secrets: beside SQLite's file, or in the content root.</param>
/// <param name="Attachments">The folder of files on records, <c>Attachments:Folder</c>; by default <c>attachments</c>, beside SQLite's file or in the content root.</param>
/// <param name="Plugins">The folder of plugins, relative to the content root; default <c>plugins</c>.</param>
/// <param name="Demo">Whether an empty database is filled with the demo company; default yes.</param>
/// <param name="AdminEmail">Makes the first administrator at start, without the set-up link; <c>CRMKIT_ADMIN_EMAIL</c>, for containers.</param>
/// <param name="PublicUrl">Where people reach the host, for links in mail; <c>CrmKit:PublicUrl</c>, default none: links are passed on by the administrator.</param>
/// <param name="SecureCookie">Whether the sign-in's cookie goes over HTTPS alone; <c>CrmKit:SecureCookie</c>, default yes. Browsers take localhost for safe.</param>
/// <param name="RateLimits">Whether callers have budgets; <c>CrmKit:RateLimits</c>, default yes. No for a host behind a gateway that has its own.</param>
/// <param name="Mail">The mail server, <c>CrmKit:Mail:Host</c>, <c>From</c> and the other <see cref="SmtpOptions"/>; default none: no mail is sent.</param>
/// <param name="SafeMode">Whether only plugins with a trusted signature run, for a host that one of them keeps from working; <c>--safe-mode</c>, default no.</param>
internal sealed record HostSettings(DatabaseChoice Database, string Keys, string Attachments, string Plugins, bool Demo, string? AdminEmail, Uri? PublicUrl, bool SecureCookie, bool RateLimits, IConfigurationSection? Mail, bool SafeMode)
{
    private const string DefaultUrl = "http://localhost:5080";

    public static HostSettings Read(WebApplicationBuilder builder, string[] arguments)
    {
        var (configuration, root) = (builder.Configuration, builder.Environment.ContentRootPath);
        string[] urls = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (urls.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists()) builder.WebHost.UseUrls(DefaultUrl);
        var database = DatabaseChoice.Of(configuration["Database:Provider"], configuration["Database:ConnectionString"], configuration["CrmKit:Database"] ?? "crmkit.db")
            with { FilePerTenant = configuration.GetValue("Database:FilePerTenant", false), RowLevelSecurity = configuration.GetValue("Database:RowLevelSecurity", false) };
        var isFile = database.Provider == DatabaseChoice.Sqlite;
        if (isFile) database = database with { ConnectionString = Path.Combine(root, database.ConnectionString) };
        return new HostSettings(
            database,
            Path.Combine(isFile ? Path.GetDirectoryName(Path.GetFullPath(database.ConnectionString))! : root, "keys"),
            Path.Combine(isFile ? Path.GetDirectoryName(Path.GetFullPath(database.ConnectionString))! : root, configuration["Attachments:Folder"] ?? "attachments"),
            Path.Combine(root, configuration["CrmKit:Plugins"] ?? "plugins"),
            configuration.GetValue("CrmKit:Demo", true),
            configuration["CRMKIT_ADMIN_EMAIL"],
            configuration["CrmKit:PublicUrl"] is { Length: > 0 } url ? new Uri(url) : null,
            configuration.GetValue("CrmKit:SecureCookie", true),
            configuration.GetValue("CrmKit:RateLimits", true),
            configuration.GetSection("CrmKit:Mail") is var mail && mail.Exists() ? mail : null,
            arguments.Contains("--safe-mode") || configuration.GetValue("CrmKit:SafeMode", false));
    }
    /// <summary>Tells CrmKit what of it concerns it.</summary>
    public CrmKitBuilder Use(CrmKitBuilder crm)
    {
        Database.Use(crm).Configure(o => (o.AttachmentFolder, o.FormsUrl) = (Attachments, PublicUrl is null ? null : new Uri(PublicUrl.AbsoluteUri.TrimEnd('/') + "/forms")));
        if (Mail is not null) crm.UseSmtp(Mail.Bind);
        return crm.AddPlugins(Plugins, plugins => plugins.SafeMode = SafeMode ? true : null);
    }
}
