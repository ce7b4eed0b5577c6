using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>What people see of a giveaway on its page: the winners, and the proof.</summary>
internal static class GiveawayDesk
{
    private static readonly Permission Reads = new(Giveaways.EntryType, Operations.Read, AccessScope.All);

    private static readonly WidgetDefinition Winners = new()
    {
        Key = "retail.giveaway-winners", Label = new("Winners, and who stands by", "中奖者与候补"), Kind = WidgetKind.List, RecordType = Giveaways.EntryType, Requires = Reads,
        Filter = $"{Giveaways.Giveaway.Key} eq '{{id}}' and {Giveaways.Rank.Key} ne null", OrderBy = Giveaways.Rank.Key, Fields = [Giveaways.Rank.Key, Giveaways.IsWinner.Key, Giveaways.Lead.Key, Giveaways.Ticket.Key],
    };

    public static ICrmPluginBuilder AddGiveaways(this ICrmPluginBuilder plugin) => plugin
        .RecordType(Giveaways.Type, Giveaways.Define).RecordType(Giveaways.EntryType, Giveaways.DefineEntry)
        .AddValidator<GiveawayRules>(Giveaways.Type).AddValidator<GiveawayEntryRules>(Giveaways.EntryType)
        .AddRecordAction<CloseGiveaway>(CloseGiveaway.Definition).AddRecordAction<DrawGiveaway>(DrawGiveaway.Definition, DrawGiveaway.Inputs)
        .AddWidget(Winners).AddWidget<GiveawayProof>(GiveawayProof.Definition with { Requires = Reads })
        .AddPageSection(HostPages.Record(Giveaways.Type), new PageSection { Key = "retail.draw", Label = new("Draw", "开奖"), Widgets = [Winners.Key, GiveawayProof.Definition.Key] });
}
