namespace CrmKit.Setup;

internal static class SetupErrors
{
    public static CrmError Forbidden() => new("setup.forbidden", "How CrmKit is set up is for those who administer users. Ask an administrator.");

    public static CrmError ProcessUnknown(string process, IEnumerable<string> known) => new("setup.process-unknown",
        $"There is no sales process '{process}'. It may belong to a plugin that is not enabled. There are: {string.Join(", ", known)}.") { Field = "process" };

    public static CrmError Text(string field, string why) => new("setup.text", $"'{field}' cannot be kept: {why}") { Field = field };
}
