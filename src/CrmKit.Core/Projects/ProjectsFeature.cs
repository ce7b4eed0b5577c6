using CrmKit.Documents;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;
using static CrmKit.Pipelines.Stages;

namespace CrmKit.Projects;

/// <summary>Large sales that several departments win and deliver together.</summary>
internal sealed class ProjectsFeature : CrmPlugin
{
    private const decimal MostHours = 1_000_000;

    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Project>("project", "projects", new("Project", "项目"), new("Projects", "项目"), Project);
        plugin.CoreType<Milestone>("milestone", "milestones", new("Milestone", "里程碑"), new("Milestones", "里程碑"), Milestone);
        plugin.CoreType<ProjectTask>("project-task", "project-tasks", new("Project task", "项目任务"), new("Project tasks", "项目任务"), Task);
        plugin.CoreType<ProjectMember>("project-member", "project-members", new("Project member", "项目成员"), new("Project members", "项目成员"), Member);
        plugin.Pipeline(new PipelineDefinition
        {
            Key = "project.standard",
            RecordType = "project",
            Label = new("Project", "项目"),
            Stages =
            [
                Open("planning", "Planning", "规划", 30, ageingDays: 60),
                Open("active", "Active", "进行中", 70),
                Won("completed", "Completed", "已完成"),
                Lost("cancelled", "Cancelled", "已取消"),
                Shelved("on-hold", "On hold", "暂停", 20),
            ],
        });
        plugin.AddNormalizer<CurrencyNormalizer>("project").AddValidator<CurrencyValidator>("project").AddValidator<DateOrderValidator>("project")
            .AddBeforeSave<ProjectTaskDepartment>("project-task").AddValidator<ProjectTaskMilestone>("project-task").AddValidator<ProjectMemberDuplicates>("project-member");
    }

    private static void Project(CoreTypeBuilder<Project> type) => type
        .Name(p => p.Name)
        .Reference(p => p.AccountId, "account", "Account", "客户")
        .Reference(p => p.OpportunityId, "opportunity", "Opportunity", "商机")
        .Money(p => p.Budget, "Budget", "预算")
        .Money(p => p.ActualCost, "Actual cost", "实际成本")
        .Currency(p => p.Currency)
        .Field(p => p.PlannedStartOn, "Planned start", "计划开始")
        .Field(p => p.PlannedEndOn, "Planned end", "计划结束")
        .Field(p => p.ActualStartOn, "Actual start", "实际开始")
        .Field(p => p.ActualEndOn, "Actual end", "实际结束")
        .Long(p => p.Description, "Description", "描述")
        .Under(FieldSection.Money, "budget", "actualCost", "currency")
        .Under(FieldSection.Dates, "plannedStartOn", "plannedEndOn", "actualStartOn", "actualEndOn");

    private static void Milestone(CoreTypeBuilder<Milestone> type) => type
        .PartOf(m => m.ProjectId, "project", "Project", "项目")
        .Name(m => m.Name)
        .Field(m => m.DueOn, "Due on", "截止日期")
        .Field(m => m.ReachedOn, "Reached on", "达成日期")
        .Integer(m => m.Position, "Position", "序号", 1, 10_000);

    private static void Task(CoreTypeBuilder<ProjectTask> type) => type
        .PartOf(t => t.ProjectId, "project", "Project", "项目")
        .Name(t => t.Name)
        .Reference(t => t.MilestoneId, "milestone", "Milestone", "里程碑")
        .Reference(t => t.AssigneeId, "user", "Assignee", "执行人")
        .Text(t => t.Department, "Department", "部门", indexed: true)
        .Field(t => t.DueOn, "Due on", "截止日期")
        .Field(t => t.DoneOn, "Done on", "完成日期")
        .Field(t => t.PlannedHours, "Planned hours", "计划工时", FieldKind.Number, f => f with { Minimum = 0, Maximum = MostHours })
        .Field(t => t.ActualHours, "Actual hours", "实际工时", FieldKind.Number, f => f with { Minimum = 0, Maximum = MostHours })
        .Long(t => t.Description, "Description", "描述");

    private static void Member(CoreTypeBuilder<ProjectMember> type) => type
        .PartOf(m => m.ProjectId, "project", "Project", "项目")
        .Reference(m => m.UserId, "user", "User", "用户", f => f with { IsRequired = true })
        .Text(m => m.Department, "Department", "部门")
        .Text(m => m.Role, "Role", "角色")
        .KnownBy(m => m.Role);
}
