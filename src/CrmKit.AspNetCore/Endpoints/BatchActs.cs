namespace CrmKit.AspNetCore;

/// <summary>Acts that a batch can do beside writing records and moving them: each is its own door's.</summary>
internal static class BatchActs
{
    /// <summary>What each of them may be told, beside the record and its version.</summary>
    public static IReadOnlyDictionary<string, string[]> Properties { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["reopen"] = ["note"],
        ["pipeline"] = ["pipeline", "stage"],
        ["assign"] = ["ownerId", "teamId"],
        ["claim"] = [],
    };

    public static BatchAct Read(ApiCall call, StrictObject change, string operation, int position, RecordRef record, int? version)
    {
        var (session, cancelled) = (call.Session, call.Cancelled);
        switch (operation)
        {
            case "reopen":
                var note = change.Text("note");
                return new(position, $"reopen {note}", record, version, records => session.Pipelines.ReopenAsync(records, note, cancelled));
            case "pipeline":
                var (pipeline, stage) = (change.RequiredText("pipeline"), change.Text("stage"));
                return new(position, $"pipeline {pipeline} {stage}", record, version, records => session.Pipelines.ChangePipelineAsync(records, pipeline, stage, cancelled));
            case "assign":
                if (!change.Has("ownerId")) throw ApiErrors.Property("ownerId", "given: a user's id, or null to put the record into the team's pool");
                var (owner, team) = (change.Id("ownerId"), change.Id("teamId"));
                return new(position, $"assign {owner} {team}", record, version, records => owner is { } user
                    ? session.Assignments.AssignAsync(records, user, team, cancelled)
                    : session.Assignments.ReleaseAsync(records, team, cancelled));
            case "claim":
                return new(position, "claim", record, version, records => session.Assignments.ClaimAsync(records, cancelled));
            default:
                throw ApiErrors.Property("op", "create, update, delete, restore, stage, reopen, pipeline, assign, claim, convert or merge");
        }
    }
}
