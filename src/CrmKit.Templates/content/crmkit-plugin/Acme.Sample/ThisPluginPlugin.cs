using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace Acme.Sample;

/// <summary>Points on accounts, and the day they last changed.</summary>
public sealed class ThisPluginPlugin : CrmPlugin
{
    public static readonly Field<long> Points = Field.Integer("PLUGIN_ID.points");
    public static readonly Field<DateOnly> PointsOn = Field.Date("PLUGIN_ID.points-on");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Fields<Account>(fields => fields
            .Add(Points, "Points", configure: field => field with { Minimum = 0 })
            .Add(PointsOn, "Points changed on"))
        .AddBeforeSave<PointsDay>("account")
        .AddDesk();
}

internal sealed class PointsDay : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var change in context.Changes)
            if (change.After[ThisPluginPlugin.Points] != change.Before?[ThisPluginPlugin.Points])
                change.After[ThisPluginPlugin.PointsOn] = context.Session.Today;
        return default;
    }
}
