using CrmKit.Accounts;
using CrmKit.Exports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Search;
using CrmKit.Sessions;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>Decisions, explanations and writes held against an evaluator that is obviously right, over random users, roles, teams, territories, shares and records.</summary>
public sealed class RightsOracleTests(RightsOracle oracle) : OracleTests(oracle), IClassFixture<RightsOracle>
{
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.PopCount((int)o) == 1)];

    [Fact]
    public async Task Every_decision_about_every_record_and_field_is_the_right_one()
    {
        foreach (var user in Active)
        {
            await using var session = Crm.OpenSession(user);
            foreach (var type in RightsWorld.Types.Keys)
            {
                var (definition, records) = (session.Catalog.Type(type), Of(type));
                foreach (var operation in Single)
                {
                    var may = await session.Access.MayAsync(definition, operation, records);
                    for (var i = 0; i < records.Count; i++) Same(Slow.May(user, operation, records[i]), may[i], user, $"may {operation} {type} {Name(records[i])}");
                }
                var both = await session.Access.MayAsync(definition, Operations.Update | Operations.Assign, records);
                for (var i = 0; i < records.Count; i++) Same(Slow.May(user, Operations.Update, records[i]) && Slow.May(user, Operations.Assign, records[i]), both[i], user, $"may update and assign {Name(records[i])}");
                var (hidden, readOnly) = (await session.Access.HiddenFieldsAsync(definition), await session.Access.ReadOnlyFieldsAsync(definition));
                foreach (var (field, _) in RightsWorld.Types[type])
                {
                    Same(Slow.IsKept(user, type, field, isWrite: false), hidden.Contains(field), user, $"hides {type}.{field}");
                    Same(Slow.IsKept(user, type, field, isWrite: true), readOnly.Contains(field), user, $"locks {type}.{field}");
                }
            }
        }
        Told(20_000);
    }

    [Fact]
    public async Task Every_explanation_says_what_the_doors_do()
    {
        await using var session = Crm.OpenSession();
        foreach (var user in World.Users)
            for (var i = 0; i < 40; i++)
            {
                var (record, operation) = (Any(World.Records), Any(Single));
                var type = SlowRights.TypeOf(record);
                var field = Perhaps(2) ? Any(RightsWorld.Types[type]).Field : null;
                var answer = await session.Access.ExplainAsync(user.Id, operation, type, record.Id, field);
                var isWrite = operation is Operations.Create or Operations.Update;
                Same(Slow.May(user, operation, record) && !(field is not null && Slow.IsKept(user, type, field, isWrite)), answer.IsAllowed, user, $"explains {operation} {Name(record)} {field}: {answer.Reason}");
                Same(Slow.May(user, operation, record), answer.Way != AccessWay.None, user, $"says the way to {Name(record)}: {answer.Reason}");
            }
        Told(700);
    }

    [Fact]
    public async Task Every_write_does_what_may_be_done_and_leaves_the_rest_as_it_was()
    {
        foreach (var user in Active)
            for (var i = 0; i < 18; i++)
            {
                var record = Any(World.Records);
                await using var session = Crm.OpenSession(user);
                await using (var work = await session.BeginAsync()) await WriteAsync(session, user, record, i);
            }
        await using (var system = Crm.OpenSession())
            foreach (var record in World.Records)
                Assert.Equal(record.Version, (await system.Records.GetAsync(Ref(record))).Version);
        Told(200);
    }

    [Fact]
    public async Task Whoever_is_not_active_reaches_nothing_through_any_door()
    {
        foreach (var user in World.Users.Where(u => !u.IsActive))
        {
            await using var session = Crm.OpenSession(user);
            var lead = Ref(Of("lead")[0]);
            foreach (var act in new Func<Task>[]
            {
                () => session.Records.QueryAsync(new RecordQuery("lead")), () => session.Records.GetAsync(lead), () => session.Search.FindAsync(new SearchRequest("zq1l")),
                () => session.Records.SaveAsync(new ChangeSet().Delete(lead)), () => session.Access.ShareAsync([lead], [new RecordShare { UserId = World.Users[0].Id }]),
                () => session.Exports.WriteAsync(new ExportRequest("lead"), Stream.Null), () => session.Reports.RunAsync("funnel"), () => session.Access.RightsOfUserAsync(),
            })
                Assert.Equal("access.user-inactive", (await Assert.ThrowsAsync<CrmForbiddenException>(act)).Error.Code);
        }
    }

    private async Task WriteAsync(ICrmSession session, User user, Record record, int kind)
    {
        var (type, reference) = (SlowRights.TypeOf(record), Ref(record));
        string? Wanted(Operations operation) => !Slow.May(user, Operations.Read, record) ? "record.not-found" : Slow.May(user, operation, record) ? null : "access.forbidden";
        switch (kind % 9)
        {
            case 0 or 1: // several records in one batch: each is answered for itself
                var several = Enumerable.Range(0, 6).Select(_ => Any(Of(type))).Distinct().ToList();
                var (field, value) = Any(RightsWorld.Types[type]);
                var changes = new ChangeSet { AllOrNothing = false };
                foreach (var one in several) changes.Patch(Ref(one), new Dictionary<string, object?> { [field] = value });
                var outcomes = (await session.Records.SaveAsync(changes)).Outcomes;
                for (var i = 0; i < several.Count; i++)
                {
                    var want = !Slow.May(user, Operations.Read, several[i]) ? "record.not-found" : Slow.IsKept(user, type, field, isWrite: true) ? "access.field-forbidden" : Slow.May(user, Operations.Update, several[i]) ? null : "access.forbidden";
                    Same(want, outcomes[i].Errors.Select(e => e.Code).FirstOrDefault(), user, $"writes {type}.{field} of {Name(several[i])}");
                }
                break;
            case 2:
                Same(Wanted(Operations.Delete), (await session.Records.SaveAsync(new ChangeSet().Delete(reference)).Refusal()).Code, user, $"deletes {Name(record)}");
                break;
            case 3 when record is RootRecord root:
                var to = Any(Active.Where(u => u.Id != root.OwnerId));
                Same(Wanted(Operations.Assign), (await session.Assignments.AssignAsync([reference], to.Id).Refusal()).Code, user, $"assigns {Name(record)}");
                break;
            case 4 when record is RootRecord:
                var (mayAssign, mayUpdate, canWrite) = (Slow.May(user, Operations.Assign, record, withShares: false), Slow.May(user, Operations.Update, record, withShares: false), Perhaps(2));
                Same(!Slow.May(user, Operations.Read, record) ? "record.not-found" : mayAssign && (mayUpdate || !canWrite) ? null : "access.share-forbidden",
                    (await session.Access.ShareAsync([reference], [new RecordShare { UserId = Any(Active).Id, CanWrite = canWrite }]).Refusal()).Code, user, $"shares {Name(record)}");
                break;
            case 5 when record is Lead or Account or Opportunity:
                var other = Any(Of(type).Where(r => r.Id != record.Id));
                var allowed = new[] { record, other }.All(r => Slow.May(user, Operations.Read, r) && Slow.May(user, Operations.Merge, r)) && Slow.May(user, Operations.Update, record) && Slow.May(user, Operations.Delete, other);
                var merged = (await session.Records.MergeAsync([new MergeRequest(reference, Ref(other))]).Refusal()).Code;
                if (!allowed) Same(true, merged is "record.not-found" or "access.forbidden", user, $"merges {Name(other)} into {Name(record)}: {merged}");
                break;
            case 6 when record is Lead or Opportunity:
                var converted = (await session.Conversions.ConvertAsync(reference).Refusal()).Code;
                if (Wanted(Operations.Convert) is { } refusal) Same(refusal, converted, user, $"converts {Name(record)}");
                break;
            case 7 when record is Lead or Opportunity: // to the next stage, which rules may still refuse
                var stages = session.Catalog.PipelinesOf(type).First().Stages;
                var moved = (await session.Pipelines.MoveAsync([new StageMove(reference, stages.First(s => s.Key != ((RootRecord)record).StageKey).Key)]).Refusal()).Code;
                if (Wanted(Operations.Update) is { } notMoved) Same(notMoved, moved, user, $"moves {Name(record)}");
                else Same(false, moved is "record.not-found" or "access.forbidden", user, $"moves {Name(record)}: {moved}");
                break;
            case 8 when record is RootRecord:
                using (session.AsSystem("oracle")) await session.Records.SaveAsync(new ChangeSet().Delete(reference));
                Same(Wanted(Operations.Delete), (await session.Records.SaveAsync(new ChangeSet().Restore(reference)).Refusal()).Code, user, $"restores {Name(record)}");
                break;
            default: // a new one, of his own or of a part of what there is
                var made = record is OrderLine line ? new OrderLine { OrderId = line.OrderId, Description = "New", Quantity = 1, UnitPrice = 1 } : (Record)new Lead { Name = "New", Country = "CN" };
                var after = made is Lead mine ? Owned(mine, user) : made;
                var kept = made is OrderLine && RightsWorld.Types["order-line"].Any(f => Slow.IsKept(user, "order-line", f.Field, isWrite: true));
                var created = (await session.Records.SaveAsync(new ChangeSet().Create(made)).Refusal()).Code;
                if (!kept) Same(Slow.May(user, Operations.Create, after) ? null : "access.forbidden", created, user, $"creates {Name(made)}");
                break;
        }
    }

    private static Lead Owned(Lead lead, User user)
    {
        var copy = (Lead)lead.Copy();
        (copy.OwnerId, copy.TeamId) = (user.Id, user.TeamId);
        return copy;
    }
}
