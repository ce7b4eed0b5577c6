using CrmKit.Activities;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Views;

namespace CrmKit.Docs.Snippets;

internal static class SegmentSnippets
{
    public static async Task ShowAsync(ICrmSession session)
    {
        #region segments
        var silent = await session.Segments.SaveAsync(new Segment
        {
            RecordType = "account",
            Name = "Bought, then fell silent",
            Filter = "any(orders, orderedOn lt today(-90)) and none(orders, orderedOn ge today(-90)) and none(phone-calls, createdAt ge now(-30))",
            Sharing = ViewSharing.All,
        });
        var page = await session.Segments.QueryAsync(silent.Id, new RecordQuery("account") { OrderBy = "name" }); // those that the actor may read
        var count = await session.Segments.CountAsync(silent.Id);
        #endregion
        Console.WriteLine($"{page.Items.Count} of {count}");
    }
}

#region segment-subscriber
public sealed class WinBackPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddSubscriber<CallThemAgain>("account.segment-entered");
}

internal sealed class CallThemAgain : IEventSubscriber
{
    public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
    {
        foreach (var item in context.Event.Payload.GetProperty("items").EnumerateArray())
        {
            var segment = await context.Session.Segments.GetAsync(item.GetProperty("segment").GetGuid(), cancellationToken);
            if (segment.Name == "Bought, then fell silent")
                await context.Session.Records.CreateAsync(new FollowUp { Subject = "Call them again", RegardingType = "account", RegardingId = item.GetProperty("id").GetGuid() }, cancellationToken: cancellationToken);
        }
    }
}
#endregion
