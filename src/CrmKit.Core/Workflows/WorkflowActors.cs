using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Workflows;

/// <summary>In whose name workflows act: never with more rights than whoever saved them has now.</summary>
internal static class WorkflowActors
{
    public static CrmSession Open(Crm crm, WorkflowDefinition workflow, OutboxMessage message, Guid correlationId)
    {
        var session = crm.Open(workflow.ActivatedById is { } user ? Actor.User(user) : SystemOf(workflow.Key), DoorOf(workflow.Key), message.TenantId, correlationId);
        session.Depth = message.Depth;
        return session;
    }

    /// <summary>For what the engine itself writes about a workflow.</summary>
    public static Actor SystemOf(string workflow) => Actor.System($"workflow {workflow}");

    public static string DoorOf(string workflow) => $"workflow/{workflow}";
}
