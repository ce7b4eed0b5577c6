using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.ChinaSales;

/// <summary>Selling in China: lead pools, the working-day calendar, lunar birthdays, credit codes and names.</summary>
public sealed class ChinaSalesPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton<PoolReader>().AddSingleton<TakingRules>().AddSingleton<PoolReturns>().AddSingleton<BirthdayReminders>();
        plugin
            .Settings(ChinaSalesSettings.Define)
            .RecordType(Pools.Type, Pools.Define).RecordType(Holdings.Type, Holdings.Define).RecordType(CalendarDays.Type, CalendarDays.Define)
            .Fields("lead", fields => NameSounds.Define(Pools.DefineOnLead(fields)))
            .Fields("contact", fields => NameSounds.Define(LunarBirthdays.Define(fields)))
            .Fields("account", fields => NameSounds.Define(fields.Add(CreditCode.OnAccount, "Unified social credit code", "统一社会信用代码", f => f with { IsUnique = true, MaxLength = 40, Description = new("The 18 characters on the business licence; the last one is checked.", "营业执照上的 18 位代码；校验末位。") })))
            .AddBeforeSave<LeadRouting>("lead").AddValidator<LeadRules>("lead").AddAssignmentGuard<OwnerGuard>("lead").AddAfterSave<HoldingLedger>("lead").AddConversionStep<ClaimFirst>("lead", "*", -900)
            .AddValidator<HoldingRules>(Holdings.Type)
            .AddNormalizer<CreditCodeForm>("account").AddValidator<CreditCodeCheck>("account")
            .AddBeforeSave<LunarDays>("contact").AddValidator<LunarDayCheck>("contact")
            .AddBeforeSave<NameForms>("contact").AddBeforeSave<NameForms>("lead").AddBeforeSave<NameForms>("account")
            .AddReport<PoolsReport>(PoolsReport.Definition).AddReport<BirthdaysReport>(BirthdaysReport.Definition)
            .AddEndpoint<ReturnDue>(ReturnDue.Definition).AddEndpoint<Allowance>(Allowance.Definition).AddEndpoint<WorkingDaysEndpoint>(WorkingDaysEndpoint.Definition)
            .AddWidget(PoolDesk.Waiting).AddWidget(PoolDesk.Mine).AddWidget(PoolDesk.Figures).AddPage(PoolDesk.Page).AddPageSection(HostPages.Home, PoolDesk.Home)
            .AddRecordAction<TakeLeads>(TakeLeads.Definition).AddRecordAction<GiveBackLeads>(GiveBackLeads.Definition)
            .AddJob<ReturnJob>(ReturnJob.Definition).AddJob<BirthdayJob>(BirthdayJob.Definition)
            .Role(Roles.Manager).Role(Roles.Member);
        foreach (var activity in FollowUps.Types) plugin.AddAfterSave<FollowUps>(activity);
    }
}

internal static class Roles
{
    /// <summary>Beside a sales role: makes pools and the calendar.</summary>
    public static readonly RoleDefinition Manager = new()
    {
        Key = "chinasales.pool-manager",
        Label = new("Pool manager", "公海管理员"),
        Permissions =
        [
            new Permission(Pools.Type, Operations.Work | Operations.Export, AccessScope.All), new Permission(CalendarDays.Type, Operations.Work, AccessScope.All),
            new Permission(Holdings.Type, Operations.Read | Operations.Export, AccessScope.All), new Permission("lead", Operations.Work | Operations.Administer, AccessScope.All),
        ],
    };

    /// <summary>Beside a sales role: sees the pools, and all leads in them and their stays.</summary>
    public static readonly RoleDefinition Member = new()
    {
        Key = "chinasales.pool-member",
        Label = new("Pool member", "公海成员"),
        Permissions = [new Permission(Pools.Type, Operations.Read, AccessScope.All), new Permission(Holdings.Type, Operations.Read, AccessScope.All), new Permission("lead", Operations.Read, AccessScope.All)],
    };
}
