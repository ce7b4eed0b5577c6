using CrmKit.Scheduling;

namespace CrmKit.Catalog;

/// <summary>Checks jobs and their schedules.</summary>
internal static class JobRules
{
    public static void Check(JobDefinition job, CatalogProblems problems)
    {
        problems.CheckKey("job", job.Key, job.Source);
        if (DueTimes.Problem(job.Schedule) is { } problem) problems.Invalid("Job", job.Key, problem);
    }
}
