using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>Giveaways: who filled in a campaign's forms takes part, and a number that nobody knows beforehand decides. Anybody can do the draw over.</summary>
public static class Giveaways
{
    public const string Type = "retail.giveaway", EntryType = "retail.giveaway-entry";

    public static readonly Field<string> Prize = Field.Text("retail.prize");
    public static readonly Field<long> Winners = Field.Integer("retail.winners");
    public static readonly Field<Guid> Campaign = Field.Reference("retail.campaign");
    public static readonly Field<DateOnly> OpensOn = Field.Date("retail.opens-on");
    public static readonly Field<DateOnly> ClosesOn = Field.Date("retail.closes-on");
    public static readonly Field<string> NumberFrom = Field.Text("retail.number-from");

    public static readonly Field<DateTimeOffset> ClosedAt = Field.Instant("retail.closed-at");
    public static readonly Field<long> Participants = Field.Integer("retail.participants");
    public static readonly Field<string> Digest = Field.Text("retail.list-digest");
    public static readonly Field<DateTimeOffset> DrawnAt = Field.Instant("retail.drawn-at");
    public static readonly Field<string> Number = Field.Text("retail.draw-number");

    public static readonly Field<Guid> Giveaway = Field.Reference("retail.giveaway");
    public static readonly Field<Guid> Lead = Field.Reference("retail.lead");
    public static readonly Field<string> Ticket = Field.Text("retail.ticket");
    public static readonly Field<long> Rank = Field.Integer("retail.rank");
    public static readonly Field<bool> IsWinner = Field.Bool("retail.is-winner");

    internal static readonly string[] Kept = [ClosedAt.Key, Participants.Key, Digest.Key, DrawnAt.Key, Number.Key];

    internal static void Define(CustomTypeBuilder type) => type
        .Named("Giveaway", "Giveaways", "抽奖活动")
        .Plural("retail.giveaways")
        .Fields(fields => fields
            .Add(Prize, "Prize", "奖品", f => f with { IsRequired = true, MaxLength = 200, Description = new("What is given away.", "送出的奖品。") })
            .Add(Winners, "Winners", "中奖人数", f => f with { IsRequired = true, Minimum = 1, Maximum = GiveawayDraw.MostWinners, Description = new("How many people win; as many again stand by in order.", "中奖人数；另按顺序产生同样数量的候补。") })
            .Add(Campaign, "campaign", "Campaign", "营销活动", f => f with { IsRequired = true, Description = new("Who came by this campaign takes part: give it to the web form as a value.", "通过此营销活动而来的人参加抽奖：将其设为网页表单的固定值。") })
            .Add(OpensOn, "First day", "开始日期", f => f with { IsRequired = true, Description = new("From this day on one may take part.", "可参加的第一天。") })
            .Add(ClosesOn, "Last day", "截止日期", f => f with { IsRequired = true, Description = new("The last day on which one may take part.", "可参加的最后一天。") })
            .Add(NumberFrom, "Where the number comes from", "数字来源", f => f with { IsRequired = true, MaxLength = 300, Description = new("Announced beforehand: a public number of after the last day, such as the state lottery's of a named day.", "须事先公布：截止日之后公开产生的数字，例如某日国家彩票的开奖号码。") })
            .Add(ClosedAt, "Closed at", "封存时间", f => f with { Description = new("When the list of participants was fixed; written by the shop.", "名单封存的时间，由系统写入。") })
            .Add(Participants, "Participants", "参加人数", f => f with { Minimum = 0, Description = new("How many take part, each person once; written by the shop.", "参加人数，每人一次，由系统写入。") })
            .Add(Digest, "Digest of the list", "名单摘要", f => f with { MaxLength = 64, Description = new("SHA-256 over all tickets: publish it before the number is known.", "全部抽奖码的 SHA-256；须在数字产生前公布。") })
            .Add(DrawnAt, "Drawn at", "开奖时间", f => f with { Description = new("When the winners were drawn; written by the shop.", "开奖时间，由系统写入。") })
            .Add(Number, "The number", "开奖数字", f => f with { MaxLength = 200, Description = new("The public number that decided; written by the shop.", "决定结果的公开数字，由系统写入。") }));

    internal static void DefineEntry(CustomTypeBuilder type) => type
        .Named("Giveaway entry", "Giveaway entries", "抽奖登记")
        .Plural("retail.giveaway-entries")
        .Fields(fields => fields
            .Add(Giveaway, Type, "Giveaway", "抽奖活动", f => f with { IsRequired = true, Description = new("What it takes part in.", "所参加的抽奖活动。") })
            .Add(Lead, "lead", "Participant", "参加者", f => f with { IsRequired = true, Description = new("Who takes part.", "参加抽奖的人。") })
            .Add(Ticket, "Ticket", "抽奖码", f => f with { IsRequired = true, IsUnique = true, MaxLength = 64, Description = new("SHA-256 of giveaway and participant: says nothing of the person, and can be told to him.", "活动与参加者的 SHA-256；不透露个人信息，可告知本人。") })
            .Add(Rank, "Rank", "名次", f => f with { IsIndexed = true, Minimum = 1, Description = new("Of winners and those who stand by, from 1; empty for all others.", "中奖者与候补的名次，从 1 起；其他人为空。") })
            .Add(IsWinner, "Wins", "中奖", f => f with { IsIndexed = true, Description = new("Whether the participant won.", "是否中奖。") }));
}
