using System.Text;
using CrmKit.Accounts;
using CrmKit.Changes;
using CrmKit.Exports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Search;
using CrmKit.Sessions;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>Every door that shows something, asked by everybody and held against an evaluator that is obviously right: record by record and field by field.</summary>
public sealed class RightsOracleReadTests(RightsOracle oracle) : OracleTests(oracle), IClassFixture<RightsOracle>
{
    [Fact]
    public async Task Ten_thousand_answers_show_what_may_be_read_and_nothing_of_the_rest()
    {
        foreach (var user in Active.Take(10)) // each new shape of a query costs the store a plan
        {
            await using var session = Crm.OpenSession(user);
            foreach (var type in RightsWorld.Types.Keys)
            {
                for (var i = 0; i < 3; i++) await QueryAsync(session, user, type);
                await GetAsync(session, user, type);
                await SegmentAsync(session, user, type);
                await ChangesAsync(session, user, type);
            }
            for (var i = 0; i < 6; i++) await SearchAsync(session, user);
            await ExportAsync(session, user, Any(RightsWorld.Types.Keys.Where(t => t != "order-line")));
            await ReportAsync(session, user, "funnel");
            await ReportAsync(session, user, "stages");
        }
        Told(10_000);
    }

    // Filters of the record itself, of records that it refers to, and of records that refer to it; orders; totals; includes.
    private async Task QueryAsync(ICrmSession session, User user, string type)
    {
        var question = Any(Questions(user)[type]);
        var withInclude = type is "opportunity" or "order" && Perhaps(2);
        var sorting = Perhaps(3) ? Any(RightsWorld.Types[type]).Field : null;
        var query = new RecordQuery(type)
        {
            Filter = question.Text, OrderBy = sorting is null ? null : (type == RightsWorld.Site ? "-custom." : "-") + sorting, WithTotal = true, Size = 200, Include = withInclude ? ["account"] : [],
        };
        var (page, code) = await session.Records.QueryAsync(query).Refusal();
        var what = $"lists {type} by '{question.Text}' in order of {sorting}";
        if (Hides(user, question.Of, question.Field) || (sorting is not null && Hides(user, type, sorting)))
        {
            Same("filter.field-forbidden", code, user, what);
            return;
        }
        Same(null, code, user, what);
        SameRecords(type, r => MayRead(user, r) && question.Holds(r), [.. page!.Items.Select(r => r.Id)], user, what);
        Same((long)page.Items.Count, page.Total, user, $"{what}, and counts");
        SameFields(session, type, page.Items, user, what);
        if (!withInclude) return;
        var accounts = page.Items.Select(r => r is Order order ? order.AccountId : ((Opportunity)r).AccountId).OfType<Guid>().ToHashSet();
        SameRecords("account", a => accounts.Contains(a.Id) && MayRead(user, a), [.. page.Included.Keys.Select(k => k.Id)], user, $"{what}, includes accounts");
        SameFields(session, "account", page.Included.Values, user, $"{what}, includes accounts");
    }

    private async Task GetAsync(ICrmSession session, User user, string type)
    {
        var record = Any(Of(type));
        var may = MayRead(user, record);
        var want = may ? null : "record.not-found";
        var (got, code) = await session.Records.GetAsync(Ref(record)).Refusal();
        Same(want, code, user, $"gets {Name(record)}");
        if (got is not null) SameFields(session, type, [got], user, $"gets {Name(record)}");
        Same(want, (await session.Records.HistoryAsync(Ref(record)).Refusal()).Code, user, $"reads the history of {Name(record)}");
        var some = Of(type).Where(_ => Perhaps(2)).ToList();
        var several = await session.Records.GetManyAsync(type, [.. some.Select(r => r.Id)]);
        SameRecords(type, r => some.Contains(r) && MayRead(user, r), [.. several.Select(r => r.Id)], user, $"gets several {type}");
        SameFields(session, type, several, user, $"gets several {type}");
        if (record is not RootRecord) return;
        Same(may, (await session.Timeline.ForAsync(Ref(record)).Refusal()).Value?.Items.Count > 0, user, $"reads the timeline of {Name(record)}");
        Same(want, (await session.Access.SharesAsync(Ref(record)).Refusal()).Code, user, $"lists the shares of {Name(record)}");
    }

    private async Task SearchAsync(ICrmSession session, User user)
    {
        var record = Any(World.Records.Where(r => r is not OrderLine));
        var (text, field) = record switch
        {
            Lead lead when Perhaps(2) => (lead.JobTitle!.Split(' ')[1], "jobTitle"),
            CustomRecord site when Perhaps(2) => (site[RightsWorld.Secret]!, RightsWorld.Secret.Key),
            _ => (Name(record).Split(' ')[1], null),
        };
        var type = SlowRights.TypeOf(record);
        if (!SearchPlan.Of(session.Catalog.Type(type)).Fields.Any(f => f.Definition.Key == (field ?? "name"))) return;
        var found = await session.Search.FindAsync(new SearchRequest(text) { Types = [type], WithCounts = true });
        var sees = MayRead(user, record) && !(field is not null && Hides(user, type, field));
        Same(sees, found.Results.Any(r => r.Record.Id == record.Id), user, $"finds {Name(record)} by {field ?? "name"} '{text}'");
        Same(found.Results.Count, (int)(found.Counts?.Values.Sum() ?? 0), user, $"counts what '{text}' finds");
        foreach (var result in found.Results) Same(true, MayRead(user, World.Records.Single(x => x.Id == result.Record.Id)), user, $"finds {result.Record} by '{text}'");
    }

    private async Task ExportAsync(ICrmSession session, User user, string type)
    {
        using var file = new MemoryStream();
        var (_, code) = await session.Exports.WriteAsync(new ExportRequest(type), file).Refusal();
        if (!Slow.MaySome(user, Operations.Read, type) || !Slow.MaySome(user, Operations.Export, type))
        {
            Same("access.forbidden", code, user, $"exports {type}");
            return;
        }
        SameFile(session, type, Encoding.UTF8.GetString(file.ToArray()), user, "exports");
    }

    // From the rows or from counters, as the rights of who asks have it.
    private async Task ReportAsync(ICrmSession session, User user, string key)
    {
        var filter = Perhaps(2) ? "nextStep ne 'nothing'" : null;
        var (report, code) = await session.Reports.RunAsync(key, new ReportParameters { Filter = filter }).Refusal();
        if (filter is not null && Hides(user, "opportunity", "nextStep"))
        {
            Same("filter.field-forbidden", code, user, $"filters {key} by a hidden field");
            return;
        }
        Same(null, code, user, $"runs {key}");
        var seen = Of("opportunity").Where(o => MayRead(user, o)).ToList();
        Same(seen.Count, (int)report!.Rows.Sum(r => (long)r[3]!), user, $"counts in {key}");
        Same(Hides(user, "opportunity", "amount") ? 0 : seen.Sum(o => ((Opportunity)o).Amount), report.Rows.Sum(r => (decimal?)r[4]) ?? 0, user, $"sums in {key}");
    }

    private async Task ChangesAsync(ICrmSession session, User user, string type)
    {
        var (seen, after) = (new List<RecordChange>(), (string?)null);
        for (var more = true; more;)
        {
            var page = await session.Changes.ReadAsync(new ChangeQuery { Types = [type], After = after, Size = 1_000, WithRecords = true });
            seen.AddRange(page.Items);
            (after, more) = (page.Next, page.HasMore);
        }
        SameRecords(type, r => MayRead(user, r), [.. seen.Select(c => c.Ref.Id).Distinct()], user, $"reads the changes of {type}");
        foreach (var key in seen.SelectMany(c => c.Changed).Distinct().Where(k => RightsWorld.Types[type].Any(f => f.Field == k))) Same(false, Hides(user, type, key), user, $"reads that {type}.{key} changed");
        SameFields(session, type, seen.Select(c => c.Record).OfType<Record>(), user, $"reads the changes of {type}");
    }

    // Segments of everything, made by somebody who sees everything: they tell nobody more than he may read.
    private async Task SegmentAsync(ICrmSession session, User user, string type)
    {
        if (!Segments.TryGetValue(type, out var id)) return;
        var (page, code) = await session.Segments.QueryAsync(id, new RecordQuery(type) { Size = 200 }).Refusal();
        if (!Slow.MaySome(user, Operations.Read, type))
        {
            Same("segment.not-found", code, user, $"reads a segment of {type}");
            return;
        }
        Same(null, code, user, $"reads a segment of {type}");
        SameRecords(type, r => MayRead(user, r), [.. page!.Items.Select(r => r.Id)], user, $"reads a segment of {type}");
        Same((long)page.Items.Count, await session.Segments.CountAsync(id), user, $"counts a segment of {type}");
        var record = Any(Of(type));
        var (of, refusal) = await session.Segments.OfAsync(Ref(record)).Refusal();
        Same(MayRead(user, record) ? null : "record.not-found", refusal, user, $"asks for the segments of {Name(record)}");
        if (of is not null) Same(true, of.Any(m => m.Segment.Id == id), user, $"finds {Name(record)} in its segment");
    }

    private Dictionary<string, Question[]> Questions(User user)
    {
        bool Any<T>(Func<T, bool> holds) where T : Record => World.Records.OfType<T>().Any(r => MayRead(user, r) && holds(r));
        int Count<T>(Func<T, bool> holds) where T : Record => World.Records.OfType<T>().Count(r => MayRead(user, r) && holds(r));
        Account? AccountOf(Guid? id) => World.Records.OfType<Account>().SingleOrDefault(a => a.Id == id) is { } account && MayRead(user, account) ? account : null;
        return new()
        {
            ["lead"] =
            [
                new("city eq 'City 1'", "lead", "city", r => ((Lead)r).City == "City 1"), new("phone ne null", "lead", "phone", _ => true),
                new("country eq 'CN' or region eq 'N'", "lead", "name", r => ((Lead)r).Country == "CN" || ((Lead)r).Region == "N"), new("ownerId eq me()", "lead", "name", r => ((Lead)r).OwnerId == user.Id),
            ],
            ["account"] =
            [
                new("website ne null", "account", "website", _ => true), new("not (city eq 'City 2')", "account", "city", r => ((Account)r).City != "City 2"), new("name ne null", "account", "name", _ => true),
                new("any(opportunities, amount ge 50)", "opportunity", "amount", r => Any<Opportunity>(o => o.AccountId == r.Id && o.Amount >= 50)),
                new("count(orders, shippingCity ne null) ge 1", "order", "shippingCity", r => Count<Order>(o => o.AccountId == r.Id) >= 1), new("none(opportunities)", "opportunity", "name", r => !Any<Opportunity>(o => o.AccountId == r.Id)),
                new("any('oracle.site:oracle.account', custom.oracle.size lt 50)", RightsWorld.Site, "oracle.size", r => Any<CustomRecord>(s => s[RightsWorld.SiteAccount] == r.Id && s[RightsWorld.Size] < 50)),
            ],
            ["opportunity"] =
            [
                new("amount ge 50", "opportunity", "amount", r => ((Opportunity)r).Amount >= 50), new("nextStep ne null", "opportunity", "nextStep", _ => true),
                new("account.city eq 'City 1'", "account", "city", r => AccountOf(((Opportunity)r).AccountId)?.City == "City 1"), new("account.name ne null", "account", "name", r => AccountOf(((Opportunity)r).AccountId) is not null),
            ],
            ["order"] =
            [
                new("shippingCity ne null", "order", "shippingCity", _ => true), new("account.website eq null", "account", "website", r => AccountOf(((Order)r).AccountId) is null),
                new("any(order-lines, quantity gt 2)", "order-line", "quantity", r => Any<OrderLine>(l => l.OrderId == r.Id && l.Quantity > 2)), new("count(order-lines) eq 1", "order-line", "name", r => Count<OrderLine>(l => l.OrderId == r.Id) == 1),
            ],
            ["order-line"] = [new("quantity gt 2", "order-line", "quantity", r => ((OrderLine)r).Quantity > 2), new("description ne null", "order-line", "description", _ => true), new("unitPrice eq 1", "order-line", "unitPrice", _ => true)],
            [RightsWorld.Site] =
            [
                new("custom.oracle.size lt 50", RightsWorld.Site, "oracle.size", r => ((CustomRecord)r)[RightsWorld.Size] < 50), new("custom.oracle.secret ne null", RightsWorld.Site, "oracle.secret", _ => true),
                new("name ne null", RightsWorld.Site, "name", _ => true), new("custom.oracle.account.city eq 'City 1'", "account", "city", r => AccountOf(((CustomRecord)r)[RightsWorld.SiteAccount])?.City == "City 1"),
            ],
        };
    }

    /// <param name="Text">In the filter language.</param>
    /// <param name="Of">The type whose field is asked for.</param>
    /// <param name="Field">The field that roles may keep back.</param>
    /// <param name="Holds">The same of a record, for who may read it.</param>
    private sealed record Question(string Text, string Of, string Field, Func<Record, bool> Holds);
}
