namespace CrmKit.Cli;

internal static class CliErrors
{
    public static CrmError AuditHead(string text) => new("cli.audit-head", $"'{text}' is no end of an audit. Give it as 'crmkit audit head' wrote it: a number, a colon, a hash.");

    public static CrmError TenantsForbidden() => new("access.forbidden", "Tenants are kept by the host, not by a user of one of them. Leave out --as.");

    public static CrmError ViewUnknown(string named) => new("cli.view-unknown", $"There is no view '{named}' that you may use. List them with 'crmkit view list'.");

    public static CrmError SegmentUnknown(string named) => new("cli.segment-unknown", $"There is no segment '{named}' that you may use. List them with 'crmkit segments list'.");

    public static CrmError UserUnknown(string email) => new("cli.user-unknown", $"There is no active user with the e-mail address '{email}'. List them with 'crmkit list user'.");

    public static CrmError AdministratorsOnly() => new("access.forbidden", "Plugins are for administrators. Name one with --as, or leave it out.");

    public static CrmError Definition(string why) => new("cli.definition", $"The definition cannot be read: {why}");

    public static CrmError MatchField(string text) => new("cli.match-field", $"'{text}' is not a column with a kind. Write them as given=name,family=name~given,born=rare; the kinds are name, text, code, rare, choice, and ~ names another column that is compared; at most 20.");

    public static CrmError MatchSame(string text) => new("cli.match-same", $"'{text}' does not say which rows are about the same. Write a column, '=', and a regular expression with a group, such as id=^rec-([0-9]+).");

    public static CrmError MatchColumn(string name, IEnumerable<string> columns) => new("cli.match-column", $"The file has no column '{name}'. It has {string.Join(", ", columns)}.");

    public static CrmError NoPlugins() => new("cli.no-plugins", "No folder of plugins is named. Give it with --plugins.");

    public static CrmError ProjectMissing(string path) => new("cli.project-missing", $"'{path}' is no plugin's project: there must be one project file with a plugin.json beside it that the build copies to its output.");

    public static CrmError HostUnreachable(Uri host, string why) => new("cli.host-unreachable", $"No host answers at {host}: {why} Start it, or say where it is with --host; the next save tries again.");

    public static CrmError HostRefused(Uri host, int status) => new("cli.host-refused", $"What answers at {host} said {status}. Is it a CrmKit host with administration of plugins, and is --key an administrator's?");

    public static CrmError PluginNotSeen(string id, string folder) => new("cli.plugin-not-seen", $"Plugin '{id}' lies in '{folder}', but the host does not see it. Name with --plugins the folder that the host looks in.");

    public static CrmError OtherBackup(string path) => new("cli.other-backup", $"'{path}' does not have the hash that was given: it is another backup, or was changed. Nothing was changed.");

    public static CrmError KeysMissing(string folder) => new("cli.keys-missing", $"There are no keys in '{folder}'. Name with --keys the folder in which the host keeps them.");

    public static CrmError Unconfirmed() => new("cli.unconfirmed", "This cannot be undone. Say with --yes that you know it.");

    public static CrmError FileExists(string path) => new("cli.file-exists", $"'{path}' is there already. Name another file, or replace it with --force.");

    public static CrmError FileMissing(string path) => new("cli.file-missing", $"There is no file '{path}', or it may not be read.");
}
