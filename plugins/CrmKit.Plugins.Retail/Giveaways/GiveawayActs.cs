using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Retail;

/// <summary>Fixes who takes part, before anybody can know the number.</summary>
internal sealed class CloseGiveaway : IRecordAction
{
    private const int MostParticipants = 5_000, PerSave = 500;

    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "retail.close-giveaway", Label = new("Close the list", "封存名单"), RecordTypes = [Giveaways.Type], Places = ActionPlaces.Record,
        Description = new("Fixes who takes part, each person once, and makes the digest of the list that is published before the draw.", "确定参加者名单（每人一次），并生成开奖前公布的名单摘要。"),
        Confirm = new("Nobody comes in afterwards, and nothing of the giveaway changes. Close the list?", "封存后不再接受参加者，活动内容也不能更改。确定封存吗？"),
    };

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        using var system = session.AsSystem(Shop.Actor); // who takes part does not depend on whom the person who closes may see
        foreach (var giveaway in context.Records.Cast<CustomRecord>())
        {
            if (giveaway[Giveaways.ClosedAt] is not null) context.Refuse(giveaway, RetailErrors.GiveawayClosed(giveaway.Name));
            else if (session.Today <= giveaway[Giveaways.ClosesOn]) context.Refuse(giveaway, RetailErrors.GiveawayOpen(giveaway.Name, giveaway[Giveaways.ClosesOn]!.Value));
            else
            {
                var people = await PeopleAsync(session, giveaway, cancellationToken);
                if (people.Count is 0 or > MostParticipants) context.Refuse(giveaway, RetailErrors.GiveawayCount(giveaway.Name, people.Count, MostParticipants));
                else await CloseAsync(session, giveaway, people, cancellationToken);
            }
        }
    }

    // The first time counts; a person is told by the contact that the lead became, else by the address.
    private static async Task<List<Lead>> PeopleAsync(ICrmSession session, CustomRecord giveaway, CancellationToken cancellationToken)
    {
        var leads = await Ask.ListAsync<Lead>(session, "lead", $"campaignId eq '{giveaway[Giveaways.Campaign]}' and quarantinedAt eq null", cancellationToken);
        return
        [
            .. leads.Where(l => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(l.CreatedAt, session.Zone).DateTime) is var day && day >= giveaway[Giveaways.OpensOn] && day <= giveaway[Giveaways.ClosesOn])
                .OrderBy(l => l.CreatedAt).ThenBy(l => l.Id).DistinctBy(l => l.ContactId?.ToString() ?? (string.IsNullOrEmpty(l.Email) ? l.Id.ToString() : l.Email.ToLowerInvariant())),
        ];
    }

    private static async Task CloseAsync(ICrmSession session, CustomRecord giveaway, List<Lead> people, CancellationToken cancellationToken)
    {
        var entries = people.ConvertAll(p => (Lead: p.Id, Ticket: GiveawayDraw.Ticket(giveaway.Id, p.Id)));
        var number = 0;
        foreach (var some in entries.Chunk(PerSave))
        {
            var changes = new ChangeSet { Reason = "List closed." };
            foreach (var (lead, ticket) in some)
                changes.Create(new CustomRecord(Giveaways.EntryType, $"{++number}") { [Giveaways.Giveaway] = giveaway.Id, [Giveaways.Lead] = lead, [Giveaways.Ticket] = ticket });
            await session.Records.SaveAsync(changes, cancellationToken);
        }
        await session.Records.SaveAsync(new ChangeSet { Reason = "List closed." }.Patch(new RecordRef(Giveaways.Type, giveaway.Id), new Dictionary<string, object?>
        {
            [Giveaways.ClosedAt.Key] = session.Now, [Giveaways.Participants.Key] = (long)entries.Count, [Giveaways.Digest.Key] = GiveawayDraw.Digest(entries.Select(e => e.Ticket)),
        }), cancellationToken);
    }
}

/// <summary>Draws the winners of a closed list by a public number.</summary>
internal sealed class DrawGiveaway : IRecordAction
{
    public static readonly Field<string> Number = Field.Text("number");

    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "retail.draw-giveaway", Label = new("Draw the winners", "开奖"), RecordTypes = [Giveaways.Type], Places = ActionPlaces.Record,
        Description = new("Draws by the public number that was announced; whoever has tickets and number comes to the same winners.", "按事先公布来源的数字开奖；任何人凭抽奖码与数字都能得到相同结果。"),
    };

    public static void Inputs(FieldsBuilder inputs) => inputs.Add(Number, "The number", "开奖数字", f => f with { IsRequired = true, MaxLength = 200, Description = new("From where it was announced to come, as it is written there.", "来自事先公布的来源，按原样填写。") });

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var (session, number) = (context.Session, context.Inputs.Text(Number.Key)!);
        using var system = session.AsSystem(Shop.Actor);
        foreach (var giveaway in context.Records.Cast<CustomRecord>())
        {
            if (giveaway[Giveaways.ClosedAt] is null) context.Refuse(giveaway, RetailErrors.GiveawayNotClosed(giveaway.Name));
            else if (giveaway[Giveaways.DrawnAt] is not null) context.Refuse(giveaway, RetailErrors.GiveawayDrawn(giveaway.Name));
            else await DrawAsync(session, giveaway, number, cancellationToken);
        }
    }

    private static async Task DrawAsync(ICrmSession session, CustomRecord giveaway, string number, CancellationToken cancellationToken)
    {
        var entries = (await EntriesAsync(session, giveaway.Id, cancellationToken)).ToDictionary(e => e[Giveaways.Ticket]!);
        var winners = (int)giveaway[Giveaways.Winners]!.Value;
        var changes = new ChangeSet { Reason = "Winners drawn." };
        foreach (var (ticket, at) in GiveawayDraw.Order(entries.Keys, number).Take(winners * 2).Select((t, i) => (t, i)))
            changes.Patch(new RecordRef(Giveaways.EntryType, entries[ticket].Id), new Dictionary<string, object?> { [Giveaways.Rank.Key] = at + 1L, [Giveaways.IsWinner.Key] = at < winners });
        changes.Patch(new RecordRef(Giveaways.Type, giveaway.Id), new Dictionary<string, object?> { [Giveaways.DrawnAt.Key] = session.Now, [Giveaways.Number.Key] = number });
        await session.Records.SaveAsync(changes, cancellationToken);
    }

    internal static Task<List<CustomRecord>> EntriesAsync(ICrmSession session, Guid giveaway, CancellationToken cancellationToken) =>
        Ask.ListAsync<CustomRecord>(session, Giveaways.EntryType, $"custom.{Giveaways.Giveaway.Key} eq '{giveaway}'", cancellationToken);
}
