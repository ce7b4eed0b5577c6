namespace CrmKit.Cli;

internal static class CliErrors
{
    public static CrmError UserUnknown(string email) => new("cli.user-unknown", $"There is no active user with the e-mail address '{email}'. List them with 'crmkit list user'.");

    public static CrmError NoPlugins() => new("cli.no-plugins", "No folder of plugins is named. Give it with --plugins.");

    public static CrmError FileMissing(string path) => new("cli.file-missing", $"There is no file '{path}', or it may not be read.");
}
