using CrmKit.Plugins;
using CrmKit.Scheduling;

namespace CrmKit.Workflows;

/// <summary>The triggers and actions that every workflow can have.</summary>
internal sealed class WorkflowsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddWorkflowTrigger<EventTrigger>(new() { Key = "created", Label = new("It begins to exist", "新建时"), Events = ["{type}.created"] })
        .AddWorkflowTrigger<EventTrigger>(new() { Key = "updated", Label = new("It is changed", "修改时"), Events = ["{type}.updated"] },
            i => i.Add(EventTrigger.Field, "Field that changed; empty for any", "发生变化的字段"))
        .AddWorkflowTrigger<EventTrigger>(new() { Key = "stage-changed", Label = new("It enters a stage", "进入阶段时"), Events = ["{type}.stage-changed"] },
            i => i.Add(EventTrigger.Stage, "Stage that it enters; empty for any", "进入的阶段"))
        .AddWorkflowTrigger<EventTrigger>(new() { Key = "assigned", Label = new("Its owner changes", "负责人变更时"), Events = ["{type}.assigned"] })
        .AddWorkflowTrigger<SegmentTrigger>(new() { Key = "segment-entered", Label = new("It enters a segment", "进入细分时"), Events = ["{type}.segment-entered"] },
            i => i.Add(SegmentTrigger.Segment, "Id of the live segment", "动态细分的编号", f => f with { IsRequired = true }))
        .AddWorkflowTrigger<SegmentTrigger>(new() { Key = "segment-left", Label = new("It leaves a segment", "离开细分时"), Events = ["{type}.segment-left"] },
            i => i.Add(SegmentTrigger.Segment, "Id of the live segment", "动态细分的编号", f => f with { IsRequired = true }))
        .AddWorkflowTrigger<DueTrigger>(new() { Key = "due", Label = new("A day or time of it comes", "到期时"), Schedule = JobSchedule.Every(TimeSpan.FromMinutes(5)) },
            i => i.Add(DueTrigger.Field, "Field with the day or time", "日期或时间字段", f => f with { IsRequired = true })
                .Add(DueTrigger.Days, "Days after it; negative for before", "之后的天数", f => f with { Minimum = -3650, Maximum = 3650 }))
        .AddWorkflowAction<SetFields>(new() { Key = "set-fields", Label = new("Set fields", "设置字段"), TakesFields = true })
        .AddWorkflowAction<CreateTask>(new() { Key = "create-task", Label = new("Create a follow-up", "创建跟进任务") },
            i => i.Add(CreateTask.Subject, "Subject", "主题", f => f with { IsRequired = true })
                .Add(CreateTask.Body, "Text", "内容")
                .Add(CreateTask.Priority, "Priority", "优先级", f => f with { Options = [new("low", new("Low", "低")), new("normal", new("Normal", "普通")), new("high", new("High", "高"))] })
                .Add(CreateTask.DueInDays, "Days until it must be done", "期限天数", f => f with { Minimum = 0, Maximum = 3650 })
                .Add(CreateTask.Owner, "user", "Who does it; empty for the record's owner", "负责人"))
        .AddWorkflowAction<AssignOwner>(new() { Key = "assign", Label = new("Assign", "分配") },
            i => i.Add(AssignOwner.User, "user", "To whom", "负责人").Add(AssignOwner.Team, "team", "To which team; without a user, to its pool", "团队"))
        .AddWorkflowAction<MoveStage>(new() { Key = "move-stage", Label = new("Move to a stage", "移动阶段") },
            i => i.Add(MoveStage.Stage, "Stage", "阶段", f => f with { IsRequired = true }).Add(MoveStage.LossReason, "Loss reason", "输单原因"))
        .AddWorkflowAction<SendMail>(new() { Key = "send-mail", Label = new("Send a mail to those who allow it", "向同意者发送邮件") },
            i => i.Add(SendMail.Purpose, "For what, as people allowed it", "用途（须经同意）", f => f with { IsRequired = true, MaxLength = 60, Pattern = "^[a-z0-9][a-z0-9.-]*$" })
                .Add(SendMail.Subject, "Subject", "主题", f => f with { IsRequired = true }).Add(SendMail.Text, "Text", "内容", f => f with { IsRequired = true }))
        .AddWorkflowAction<RequestEffect>(new() { Key = "request-effect", Label = new("Ask for an effect", "请求外部动作") },
            i => i.Add(RequestEffect.Kind, "Kind, such as webhook", "类型", f => f with { IsRequired = true }).Add(RequestEffect.Text, "Text", "内容"));
}
