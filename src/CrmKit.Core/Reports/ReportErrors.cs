namespace CrmKit.Reports;

internal static class ReportErrors
{
    public static CrmError Unknown(string report, IEnumerable<string> known) => new("report.unknown",
        $"There is no report '{report}'. It may belong to a plugin that is not enabled. There are: {string.Join(", ", known)}.");

    public static CrmError Dimension(string report, string by, IReadOnlyList<string> dimensions) => new("report.dimension", dimensions.Count == 0
        ? $"Report '{report}' cannot be broken down. Leave the dimension out."
        : $"Report '{report}' cannot be broken down by '{by}'. Use one of {string.Join(", ", dimensions)}.") { Field = "by" };

    public static CrmError Parameter(string parameter, string why) => new("report.parameter", $"Parameter '{parameter}': {why}") { Field = parameter };

    public static CrmError Unheeded(string report, string parameter) => Parameter(parameter, $"report '{report}' does not heed it. Leave it out.");

    public static CrmError Failed(string report, string plugin, string why) => new("report.failed", $"Report '{report}' of plugin '{plugin}' brought no result: {why}");

    public static CrmError VerifyForbidden(string type) => new("report.verify-forbidden",
        $"Counters cover all records of type '{type}', and you may not see all of them. Ask an administrator to verify them; repairing needs the right to administer the type.");
}
