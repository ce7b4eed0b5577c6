using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Effects;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Workflows;

namespace CrmKit.Docs.Snippets;

#region workflow-steps
public sealed class ChatPlugin : CrmPlugin
{
    public static readonly Field<string> Room = Field.Text("room");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddWorkflowCondition<InOfficeHours>(new WorkflowConditionDefinition { Key = "acme.office-hours", Label = new("In office hours", "工作时间内") })
        .AddWorkflowAction<PostToRoom>(new WorkflowActionDefinition { Key = "acme.post", Label = new("Post to a room", "发送到群"), RecordType = "lead" },
            inputs => inputs.Add(Room, "Room", "群", f => f with { IsRequired = true, MaxLength = 50 }));
}

internal sealed class InOfficeHours : IWorkflowCondition
{
    public ValueTask TestAsync(WorkflowConditionContext context, CancellationToken cancellationToken)
    {
        if (context.Session.Now.Hour is < 8 or >= 18)
            foreach (var record in context.Records) context.LeaveOut(record);
        return default;
    }
}

internal sealed class PostToRoom : IWorkflowAction
{
    public async ValueTask RunAsync(WorkflowActionContext context, CancellationToken cancellationToken)
    {
        var room = context.Inputs.Text(ChatPlugin.Room.Key)!;
        await context.Session.Effects.RequestAsync(
            [.. context.Records.Cast<Lead>().Select(lead => new EffectRequest("acme.chat", context.KeyOf(lead), Post(room, lead)))], cancellationToken);
    }

    private static JsonElement Post(string room, Lead lead) => JsonElement.Parse(new JsonObject { ["room"] = room, ["text"] = $"{lead.Name} is hot" }.ToJsonString());
}
#endregion

public static class WorkflowSnippets
{
    #region workflow
    public static async Task DefineAsync(ICrmSession session) => await session.Workflows.SaveAsync(new WorkflowDefinition
    {
        Key = "hot-leads",
        Label = new("Hot leads", "热门线索"),
        RecordType = "lead",
        Trigger = new("updated") { Inputs = CustomValues.Empty.With("field", "rating") },
        Filter = "rating eq 'hot'",
        Conditions = [new("acme.office-hours")],
        Actions =
        [
            new("create-task") { Inputs = CustomValues.Empty.With([new("subject", "Call {name}"), new("due-in-days", 1)]) },
            new("acme.post") { Inputs = CustomValues.Empty.With("room", "sales") },
        ],
    });
    #endregion
}
