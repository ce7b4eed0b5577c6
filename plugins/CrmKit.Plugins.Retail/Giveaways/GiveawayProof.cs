using CrmKit.Pages;
using CrmKit.Records;

namespace CrmKit.Retail;

/// <summary>The draw done over: whether the list is the one that was closed, and whether its tickets and the number come to the winners that stand there.</summary>
internal sealed class GiveawayProof : IWidget
{
    public static readonly WidgetDefinition Definition = new() { Key = "retail.giveaway-proof", Label = new("Proof", "验证"), Kind = WidgetKind.Code, RecordType = Giveaways.Type };

    public async ValueTask<PageContent> ShowAsync(WidgetContext context, CancellationToken cancellationToken)
    {
        var (session, say) = (context.Session, new Words(context.Request.Culture));
        if (context.Request.Record is not { } wanted || await session.Records.FindAsync(wanted, cancellationToken) is not CustomRecord giveaway) return new PageContent([]);
        if (giveaway[Giveaways.Digest] is not { } digest) return new PageContent([new NoteBlock(say.Of("The list is open. Close it after the last day, and publish its digest before the number is known.", "名单尚未封存。请在截止日后封存，并在数字产生前公布摘要。", "名單尚未封存。請在截止日後封存，並在數字產生前公布摘要。"), PageTone.Muted)]);
        var entries = await DrawGiveaway.EntriesAsync(session, giveaway.Id, cancellationToken);
        var blocks = new List<PageBlock>
        {
            new NoteBlock(say.Of("Publish this before the number is known:", "请在数字产生前公布：", "請在數字產生前公布：")) { Code = digest },
            GiveawayDraw.Digest(entries.Select(e => e[Giveaways.Ticket]!)) == digest
                ? new NoteBlock(say.Of("The list is the one that was closed.", "名单与封存时一致。", "名單與封存時一致。"), PageTone.Good)
                : new NoteBlock(say.Of("The list is not the one that was closed.", "名单与封存时不一致。", "名單與封存時不一致。"), PageTone.Bad),
        };
        if (giveaway[Giveaways.Number] is { } number)
        {
            var drawn = entries.Where(e => e[Giveaways.Rank] is not null).OrderBy(e => e[Giveaways.Rank]).Select(e => e[Giveaways.Ticket]!).ToList();
            blocks.Add(GiveawayDraw.Order(entries.Select(e => e[Giveaways.Ticket]!), number).Take(drawn.Count).SequenceEqual(drawn)
                ? new NoteBlock(say.Of("Drawing again comes to the same winners.", "重新开奖结果一致。", "重新開獎結果一致。"), PageTone.Good)
                : new NoteBlock(say.Of("Drawing again comes to other winners.", "重新开奖结果不一致。", "重新開獎結果不一致。"), PageTone.Bad));
        }
        return new PageContent(blocks);
    }
}
