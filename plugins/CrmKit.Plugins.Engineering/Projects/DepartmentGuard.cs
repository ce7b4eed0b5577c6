using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Projects;
using CrmKit.Settings;

namespace CrmKit.Engineering;

/// <summary>The work of several departments on a tender, from the award to the end of the works.</summary>
public static class ProjectDelivery
{
    public const string Pipeline = "engineering.delivery";
    public const string KickOff = "kick-off", Design = "design", Procurement = "procurement", Works = "works", Commissioning = "commissioning", Completed = "completed", Cancelled = "cancelled";

    /// <summary>The departments that a project needs a member of before its work begins, parted by commas.</summary>
    public static readonly Field<string> Departments = Field.Text("engineering.departments");

    public static PipelineDefinition Definition { get; } = new()
    {
        Key = Pipeline,
        RecordType = "project",
        Label = new("Delivery", "项目交付"),
        Stages =
        [
            new() { Key = KickOff, Label = new("Kick-off", "启动"), ProbabilityPercent = 50, AgeingLimit = TimeSpan.FromDays(30) },
            new() { Key = Design, Label = new("Design", "设计"), ProbabilityPercent = 60 },
            new() { Key = Procurement, Label = new("Procurement", "采购"), ProbabilityPercent = 70 },
            new() { Key = Works, Label = new("Works", "施工"), ProbabilityPercent = 80 },
            new() { Key = Commissioning, Label = new("Commissioning", "调试"), ProbabilityPercent = 95 },
            new() { Key = Completed, Label = new("Completed", "完工"), ProbabilityPercent = 100, Category = StageCategory.Won },
            new() { Key = Cancelled, Label = new("Cancelled", "取消"), Category = StageCategory.Lost },
        ],
    };
}

/// <summary>A project goes on from its kick-off when every department that it needs has sent somebody.</summary>
internal sealed class DepartmentGuard(IPluginSettings settings) : IStageGuard
{
    public async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        var leaving = context.Moves.Where(m => m.Target is { Category: not StageCategory.Lost, Key: not ProjectDelivery.KickOff }).ToList();
        var needed = (await settings.ReadAsync(context.Session, cancellationToken))[ProjectDelivery.Departments]?.Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (leaving.Count == 0 || needed.Length == 0) return;
        var members = (await context.Session.ReferringAsync<ProjectMember>("project-member", "projectId", leaving.Select(m => m.Record.Id), cancellationToken)).ToLookup(m => m.ProjectId);
        foreach (var move in leaving)
        {
            var missing = needed.Except(members[move.Record.Id].Select(m => m.Department?.Trim() ?? ""), StringComparer.OrdinalIgnoreCase).ToList();
            if (missing.Count > 0) context.Refuse(move, EngineeringErrors.DepartmentMissing(missing));
        }
    }
}
