using CrmKit.Activities;
using CrmKit.Events;
using CrmKit.Records;

namespace CrmKit.Docs.Snippets;

#region event-subscriber
public sealed class WelcomeNewLeads : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
            await context.Session.Records.CreateAsync(
                new FollowUp { Subject = "Say hello", RegardingType = "lead", RegardingId = item.GetProperty("id").GetGuid() }, cancellationToken: cancellationToken);
    }
}
#endregion
