using CrmKit.Activities;
using CrmKit.Plugins;

namespace CrmKit.Notifications;

/// <summary>Colleagues are mentioned in activities of every kind.</summary>
internal sealed class NotificationsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Settings(settings => settings.Add(LargeDeals.From, new("Amount from which a deal is large, so that its owner and team lead are told when it is due or stands still", "大额商机的起始金额：到期或停滞时提醒负责人和团队主管"), f => f with { Minimum = 0 }));
        foreach (var type in ActivityTypes.Keys) plugin.AddAfterSave<Mentions>(type);
    }
}
