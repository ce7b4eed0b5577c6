using CrmKit.Access;
using CrmKit.Documents;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Planning;

/// <summary>Who works here, in which team, for which area.</summary>
internal sealed class PlanningFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<User>("user", "users", new("User", "用户"), new("Users", "用户"), User);
        plugin.CoreType<Team>("team", "teams", new("Team", "团队"), new("Teams", "团队"), Team);
        plugin.CoreType<Territory>("territory", "territories", new("Territory", "销售区域"), new("Territories", "销售区域"), Territory);
        plugin.CoreType<SalesTarget>("sales-target", "sales-targets", new("Sales target", "销售目标"), new("Sales targets", "销售目标"), Target);
        plugin.AddNormalizer<UserNormalizer>("user").AddValidator<UserRules>("user").AddValidator<UserRights>("user").AddValidator<LastAdministrator>("user").AddValidator<AddressOfOthers>("user").AddValidator<ManagerHierarchy>("user").AddAfterSave<UserRightsLog>("user")
            .AddValidator<TeamHierarchy>("team").AddValidator<TerritoryHierarchy>("territory")
            .AddNormalizer<CurrencyNormalizer>("sales-target").AddValidator<CurrencyValidator>("sales-target").AddValidator<DateOrderValidator>("sales-target").AddValidator<SalesTargetRules>("sales-target");
    }

    private static void User(CoreTypeBuilder<User> type) => type
        .Name(u => u.Name, "Name", "姓名")
        .Field(u => u.Email, "E-mail", "电子邮箱", FieldKind.Email, f => f with { IsUnique = true, IsIndexed = true })
        .Field(u => u.Roles, "Roles", "角色", FieldKind.Text, f => f with { MaxLength = 400 })
        .Reference(u => u.TeamId, "team", "Team", "团队")
        .Reference(u => u.ManagerId, "user", "Manager", "上级")
        .Text(u => u.Language, "Language", "语言", 20)
        .Text(u => u.TimeZone, "Time zone", "时区", 60)
        .Field(u => u.Phone, "Phone", "电话", FieldKind.Phone)
        .Text(u => u.JobTitle, "Job title", "职位")
        .Field(u => u.IsActive, "Active", "启用");

    private static void Team(CoreTypeBuilder<Team> type) => type
        .Name(t => t.Name, unique: true)
        .Reference(t => t.ParentId, "team", "Parent team", "上级团队")
        .Reference(t => t.ManagerId, "user", "Manager", "负责人")
        .Text(t => t.Region, "Region", "地区");

    private static void Target(CoreTypeBuilder<SalesTarget> type) => type
        .Name(t => t.Name)
        .Reference(t => t.UserId, "user", "User", "用户")
        .Reference(t => t.TeamId, "team", "Team", "团队")
        .Field(t => t.StartsOn, "Starts on", "开始日期", null, f => f with { IsRequired = true, IsIndexed = true })
        .Field(t => t.EndsOn, "Ends on", "结束日期", null, f => f with { IsRequired = true })
        .Field(t => t.Amount, "Amount", "金额", FieldKind.Money, f => f with { IsRequired = true, Minimum = 0.01m, Maximum = GreatestAmount })
        .Currency(t => t.Currency);

    private static void Territory(CoreTypeBuilder<Territory> type) => type
        .Name(t => t.Name, unique: true)
        .Reference(t => t.ParentId, "territory", "Parent territory", "上级区域")
        .Text(t => t.Region, "Region", "地区")
        .Text(t => t.Country, "Country", "国家", 100)
        .Reference(t => t.ManagerId, "user", "Manager", "负责人")
        .Reference(t => t.TeamId, "team", "Team", "团队");
}
