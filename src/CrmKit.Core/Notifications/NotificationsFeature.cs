using CrmKit.Activities;
using CrmKit.Plugins;

namespace CrmKit.Notifications;

/// <summary>Colleagues are mentioned in activities of every kind.</summary>
internal sealed class NotificationsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        foreach (var type in ActivityTypes.Keys) plugin.AddAfterSave<Mentions>(type);
    }
}
