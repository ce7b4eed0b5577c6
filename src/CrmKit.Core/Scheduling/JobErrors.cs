namespace CrmKit.Scheduling;

internal static class JobErrors
{
    public static CrmError Unknown(string key) => new("job.unknown", $"There is no job '{key}'. It may belong to a plugin that is not enabled.");

    /// <summary>For the dispatcher's log and dead letters.</summary>
    public static string NobodyRuns(string key) => $"{key}: Nothing runs this job. The plugin that does may not be enabled; enable it and replay.";
}
