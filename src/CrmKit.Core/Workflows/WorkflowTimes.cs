using CrmKit.Scheduling;

namespace CrmKit.Workflows;

/// <summary>Workflows that time starts, as jobs of the scheduler.</summary>
internal static class WorkflowTimes
{
    private const string Prefix = "workflow/"; // no job's key has a slash

    /// <summary>The jobs of plugins, and one for each workflow that is started by time.</summary>
    public static IReadOnlyList<JobDefinition> With(CatalogSnapshot catalog)
    {
        if (catalog.Workflows.Count == 0) return catalog.Jobs;
        var jobs = catalog.Jobs.ToList();
        foreach (var workflow in catalog.Workflows.Where(w => w.IsActive))
            if (catalog.WorkflowTriggers.FirstOrDefault(t => t.Key == workflow.Trigger.Key)?.Schedule is { } schedule)
                jobs.Add(new JobDefinition { Key = Prefix + workflow.Key, Label = workflow.Label, Schedule = schedule });
        return jobs;
    }

    /// <summary>The workflow that a job starts; <see langword="null"/> for jobs of plugins.</summary>
    public static string? WorkflowOf(string job) => job.StartsWith(Prefix, StringComparison.Ordinal) ? job[Prefix.Length..] : null;
}
