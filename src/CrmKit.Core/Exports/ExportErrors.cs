namespace CrmKit.Exports;

internal static class ExportErrors
{
    public static CrmError FormatUnknown(string format, IEnumerable<string> known) => new("export.format-unknown",
        $"There is no export format '{format}'. It may belong to a plugin that is not enabled. Known: {string.Join(", ", known)}.") { Field = "format" };

    public static CrmError FormatFailed(string format, string plugin, string why) => new("export.format-failed",
        $"Format '{format}' of plugin '{plugin}' cannot write the file: {why}");

    public static CrmError Limit(long limit) => new("export.limit", $"An export of {limit} records is not possible. Ask for 1 or more, or leave the limit out.") { Field = "limit" };

    public static CrmError FieldForbidden(string type, string field) => new("export.field-forbidden",
        $"You may not read field '{field}' of '{type}', so it cannot be exported for you. Leave it out.") { Field = field };

    public static CrmError FieldTwice(string field) => new("export.field-duplicate", $"Field '{field}' is asked for twice. Name it once.") { Field = field };
}
