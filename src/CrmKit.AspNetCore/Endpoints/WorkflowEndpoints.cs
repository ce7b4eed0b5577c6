using CrmKit.Idempotency;
using CrmKit.Workflows;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Workflows, beside the other definitions of administrators, and what they did.</summary>
internal static class WorkflowEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfType = [new("type", "Only those on this record type.")];

    private static readonly IReadOnlyList<ApiParameter> OfRuns =
    [
        new("workflow", "Only those of this workflow."), new("type", "With id: only those for this record."), new("id", "With type: only those for this record."),
        new("status", "done, failed, held or dead."), new("limit", "The most runs, 1 to 1,000; 100 when left out."),
    ];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/catalog/workflows", "listWorkflows", "The workflows that administrators defined.",
            call => DefinitionEndpoints.ListAsync(call, DefinitionContext.Default.WorkflowDefinition, call.Session.Workflows.ListAsync)) { Answer = "WorkflowDefinitionList", Query = OfType },
        new("PUT", "/catalog/workflows/{key}", "putWorkflow", "Defines a workflow, or changes it; it runs with the rights of whoever does.", PutAsync) { Body = "WorkflowDefinition", Status = 204, Course = IdempotentCourse.Repeatable },
        new("DELETE", "/catalog/workflows/{key}", "deleteWorkflow", "Takes a workflow away; refused while starts of it wait.", DeleteAsync) { Status = 204, Course = IdempotentCourse.Repeatable },
        new("GET", "/workflow-runs", "listWorkflowRuns", "What workflows did, newest first.", RunsAsync) { Answer = "WorkflowRuns", Query = OfRuns },
    ];

    private static async Task PutAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var workflow = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.WorkflowDefinition, ("key", DefinitionEndpoints.Part(call, "key")));
        // Generated readers leave false where it is left out, not the true that the definition begins with.
        await call.Session.Workflows.SaveAsync(workflow with { IsActive = workflow.IsActive || !body.RootElement.TryGetProperty("isActive", out _) }, call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Workflows.RemoveAsync(DefinitionEndpoints.Part(call, "key"), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task RunsAsync(ApiCall call)
    {
        var (type, id) = (call.Text("type"), call.Id("id"));
        if (type is null != id is null) throw ApiErrors.Parameter(type is null ? "type" : "id", "given together with the other: type and id");
        var runs = await call.Session.Workflows.RunsAsync(new WorkflowRunQuery
        {
            Workflow = call.Text("workflow"),
            Record = type is null ? null : new RecordRef(type, id!.Value),
            Status = StatusOf(call.Text("status")),
            Limit = call.Integer("limit") ?? 100,
        }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var run in runs)
            {
                json.WriteStartObject();
                json.WriteString("workflow", run.Workflow);
                json.WriteNumber("version", run.Version);
                json.WriteString("type", run.RecordType);
                json.WriteString("id", run.RecordId);
                json.WriteString("status", EnumCode.Of(run.Status));
                json.WriteString("step", run.Step);
                json.WriteString("errorCode", run.ErrorCode);
                json.WriteString("error", run.Error);
                json.WriteNumber("attempts", run.Attempts);
                json.WriteString("event", run.EventName);
                json.WriteString("causeId", run.CauseId);
                json.WriteNumber("depth", run.Depth);
                json.WriteString("at", FieldJson.Instant(run.At));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static WorkflowRunStatus? StatusOf(string? code) => code is null ? null
        : EnumCode.Codes(typeof(WorkflowRunStatus)).Contains(code) ? (WorkflowRunStatus)EnumCode.Parse(typeof(WorkflowRunStatus), code)
        : throw ApiErrors.Parameter("status", "done, failed, held or dead");
}
