using System.Globalization;
using CrmKit.Access;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Contracts;
using CrmKit.Opportunities;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What asks for a person's attention today. Each list is one filter, so that the list page shows the rest of it.</summary>
/// <param name="call">Who asks.</param>
/// <param name="who">Whose records, as a filter.</param>
/// <param name="isOfMany">Whether lines say whose they are.</param>
internal sealed class HomeLists(WebCall call, string who = "ownerId eq me()", bool isOfMany = false)
{
    private const int Shown = 6;
    private const int TasksShown = 12;
    private const int MostLimits = 12; // a filter has at most 50 comparisons

    private readonly DueText _due = new(call.Texts, call.Format, call.Session.Zone, call.Session.Now);

    public async Task<HomeList?> TasksAsync()
    {
        var type = call.Session.Catalog.Type(typeof(FollowUp));
        if (await PageAsync(type, "ownerId eq me() and doneAt eq null and dueAt lt today(8)", "dueAt", TasksShown) is not { } page) return null;
        var mayWrite = page.Items.Count > 0 && !(await call.ReadOnlyAsync(type)).Contains("doneAt") ? await call.Session.Access.MayAsync(type, Operations.Update, page.Items, call.Cancelled) : [];
        return await ListAsync("tasks", page, "ownerId eq me() and doneAt eq null", (line, record, at) => Due(line, ((FollowUp)record).DueAt) with { CanBeDone = mayWrite.Count > at && mayWrite[at] });
    }

    public async Task<HomeList?> AppointmentsAsync()
    {
        const string Filter = "ownerId eq me() and doneAt eq null and startsAt ge today() and startsAt lt today(1)";
        return await PageAsync(call.Session.Catalog.Type(typeof(Appointment)), Filter, "startsAt", Shown) is { } page
            ? await ListAsync("appointments", page, Filter, (line, record, _) => Due(line, ((Appointment)record).StartsAt) with { IsLate = false }) : null;
    }

    public async Task<HomeList?> CasesAsync()
    {
        const string Filter = "ownerId eq me() and stageCategory eq 'open'";
        return await PageAsync(call.Session.Catalog.Type(typeof(SupportCase)), Filter, "resolutionDueAt", Shown, "accountId") is { } page
            ? await ListAsync("cases", page, Filter, (line, record, _) => Due(line, ((SupportCase)record).ResolutionDueAt)) : null;
    }

    public async Task<HomeList?> LeadsAsync()
    {
        const string Filter = "ownerId eq me() and stageCategory eq 'open' and createdAt ge today(-7)";
        return await PageAsync(call.Session.Catalog.Type("lead"), Filter, "-createdAt", Shown) is { } page
            ? await ListAsync("leads", page, Filter, (line, record, _) => line with { When = call.Text.Moment(record.CreatedAt) }) : null;
    }

    public async Task<HomeList?> ClosingAsync()
    {
        var filter = who + " and stageCategory eq 'open' and expectedCloseOn ge today(-30) and expectedCloseOn le today(14)";
        return await PageAsync(call.Session.Catalog.Type(typeof(Opportunity)), filter, "expectedCloseOn", Shown, "accountId") is { } page
            ? await ListAsync("closing", page, filter, (line, record, _) => ((Opportunity)record).ExpectedCloseOn is { } day && _due.Of(day) is var due ? line with { When = due.Text, IsLate = due.IsLate } : line) : null;
    }

    /// <summary>Deals that were shelved until now.</summary>
    public async Task<HomeList?> ShelvedAsync()
    {
        var filter = who + " and stageCategory eq 'shelved' and reviewOn le today()";
        return await PageAsync(call.Session.Catalog.Type(typeof(Opportunity)), filter, "reviewOn", Shown, "accountId") is { } page
            ? await ListAsync("shelved", page, filter, (line, record, _) => ((Opportunity)record).ReviewOn is { } day && _due.Of(day) is var due ? line with { When = due.Text, IsLate = due.IsLate } : line) : null;
    }

    /// <summary>Contracts in force that end, or have to be given notice of, within 60 days.</summary>
    public async Task<HomeList?> ContractsAsync()
    {
        var filter = who + " and stageCategory eq 'won' and ((noticeByOn ge today() and noticeByOn le today(60)) or (endsOn ge today() and endsOn le today(60)))";
        return await PageAsync(call.Session.Catalog.Type(typeof(Contract)), filter, "endsOn", Shown, "accountId") is { } page
            ? await ListAsync("contracts", page, filter, (line, record, _) => (Contract)record is var contract && (contract.NoticeByOn >= call.Today ? contract.NoticeByOn : contract.EndsOn) is { } day && _due.Of(day) is var due ? line with { When = due.Text, IsLate = due.IsLate } : line) : null;
    }

    /// <summary>Deals that have been in their stage for longer than it allows.</summary>
    public async Task<HomeList?> StuckAsync()
    {
        var type = call.Session.Catalog.Type(typeof(Opportunity));
        var limits = call.Session.Catalog.PipelinesOf(type.Key)
            .SelectMany(p => p.Stages.Where(s => s.AgeingLimit is not null).Select(s => (Pipeline: p.Key, Stage: s.Key, s.Category, Days: (int)s.AgeingLimit!.Value.TotalDays)))
            .GroupBy(s => (s.Pipeline, s.Category, s.Days)).Take(MostLimits)
            .Select(g => (g.Key.Days, g.Key.Category, Filter: $"(pipeline eq '{g.Key.Pipeline}' and stage in ({string.Join(", ", g.Select(s => $"'{s.Stage}'"))}) and stageEnteredAt lt now({(-g.Key.Days).ToString(CultureInfo.InvariantCulture)}))")).ToList();
        if (limits.Count == 0) return null;
        // What all have in common goes first: by that they are found among very many.
        var category = limits.Select(l => l.Category).Distinct().ToList() is [var one] ? $" and stageCategory eq '{EnumCode.Of(one)}'" : "";
        var filter = $"{who}{category} and stageEnteredAt lt now({(-limits.Min(l => l.Days)).ToString(CultureInfo.InvariantCulture)}) and ({string.Join(" or ", limits.Select(l => l.Filter))})";
        return await PageAsync(type, filter, "stageEnteredAt", Shown, "accountId") is { } page
            ? await ListAsync("stuck", page, filter, (line, record, _) => ((RootRecord)record).StageEnteredAt is { } since ? line with { When = _due.Since(since) } : line) : null;
    }

    /// <summary>Open deals that nobody has planned anything with: no next step to come, no open task, no appointment ahead. Those longest in their stage first.</summary>
    public async Task<HomeList?> UnplannedAsync()
    {
        var filter = who + " and stageCategory eq 'open' and (nextStepOn eq null or nextStepOn lt today()) and none(follow-ups, doneAt eq null) and none(appointments, doneAt eq null and startsAt ge now())";
        return await PageAsync(call.Session.Catalog.Type(typeof(Opportunity)), filter, "stageEnteredAt", Shown, "accountId") is { } page
            ? await ListAsync("unplanned", page, filter, (line, record, _) => ((RootRecord)record).StageEnteredAt is { } since ? line with { When = _due.Since(since) } : line) : null;
    }

    /// <summary>Tasks that should have been done by now.</summary>
    public async Task<HomeList?> LateTasksAsync()
    {
        var filter = who + " and doneAt eq null and dueAt lt now()";
        return await PageAsync(call.Session.Catalog.Type(typeof(FollowUp)), filter, "dueAt", Shown) is { } page
            ? await ListAsync("late", page, filter, (line, record, _) => Due(line, ((FollowUp)record).DueAt)) : null;
    }

    /// <summary>A task that was done a moment ago, as a line.</summary>
    public async Task<HomeLine?> DoneAsync(Guid id)
    {
        var type = call.Session.Catalog.Type(typeof(FollowUp));
        return await call.Session.Records.FindAsync(type.Ref(id), call.Cancelled) is FollowUp { DoneAt: not null } task ? Line(type, task, await call.HiddenAsync(type)) : null;
    }

    /// <summary>What colleagues, or a partner's firm, shared lately; its lists show all of it.</summary>
    public async Task<HomeList> SharedAsync()
    {
        var received = await call.Session.Access.SharedWithMeAsync(Shown, call.Cancelled);
        var lines = new Dictionary<RecordRef, HomeLine>();
        foreach (var sameType in received.GroupBy(r => r.Record.Type, r => r.Record.Id))
        {
            var type = call.Session.Catalog.Type(sameType.Key);
            var hidden = await call.HiddenAsync(type);
            foreach (var record in await call.Session.Records.GetManyAsync(type.Key, [.. sameType], call.Cancelled))
                lines[type.Ref(record.Id)] = Line(type, record, hidden) with { Amount = call.Text.Amount(type, record, hidden) };
        }
        return new HomeList("shared", call.Links.Home, [.. received.Where(r => lines.ContainsKey(r.Record)).Select(r => lines[r.Record] with
        {
            Owner = call.Session.Catalog.Type(r.Record.Type).Label.For(call.Culture), When = r.Share.Until is { } until ? call.Texts.Format("home.shared-until", call.Text.Moment(until)) : call.Text.Moment(r.Share.SharedAt),
        })], HasMore: false);
    }

    public async Task<IReadOnlyList<NavigationLink>> RecentAsync()
    {
        var recent = RecentRecords.Of(call.Http.Request).ToList();
        var found = new Dictionary<RecordRef, NavigationLink>();
        foreach (var group in recent.GroupBy(r => r.Type))
        {
            if (!call.Session.Catalog.TryType(group.Key, out var type) || !await call.MayAsync(type, Operations.Read)) continue;
            foreach (var record in await call.Session.Records.GetManyAsync(type.Key, [.. group.Select(r => r.Id)], call.Cancelled))
                found[type.Ref(record.Id)] = new NavigationLink($"{await RecordNames.OfAsync(call, record)} · {type.Label.For(call.Culture)}", call.Links.Record(type, record.Id));
        }
        return [.. recent.Where(found.ContainsKey).Select(r => found[r])];
    }

    // Without a list where the person may not read what it asks for.
    private async Task<RecordPage?> PageAsync(RecordTypeDefinition type, string filter, string order, int size, string? party = null)
    {
        if (!await call.MayAsync(type, Operations.Read)) return null;
        var hidden = await call.HiddenAsync(type);
        string?[] include = [party, isOfMany ? "ownerId" : null];
        try
        {
            return await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = filter, OrderBy = order, Size = size, Include = [.. include.OfType<string>().Where(f => !hidden.Contains(f))] }, call.Cancelled);
        }
        catch (CrmForbiddenException)
        {
            return null;
        }
    }

    private async Task<HomeList> ListAsync(string key, RecordPage page, string filter, Func<HomeLine, Record, int, HomeLine> with)
    {
        var type = page.Type;
        var about = await AboutAsync(page);
        var names = new RecordNames(call, page.Included);
        var owners = new Dictionary<Guid, string>();
        if (isOfMany && type.TryField("ownerId", out var owner) && !page.HiddenFields.Contains(owner.Key))
            foreach (var record in page.Items) owners[record.Id] = (await names.ShowAsync(owner, record)).Text;
        var lines = page.Items.Select((record, at) => with(Line(type, record, page.HiddenFields) with { About = about.GetValueOrDefault(record.Id), Owner = owners.GetValueOrDefault(record.Id), Amount = call.Text.Amount(type, record, page.HiddenFields) }, record, at));
        return new HomeList(key, WebLinks.With(call.Links.List(type), ("filter", filter)), [.. lines], page.Next is not null);
    }

    private HomeLine Line(RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden) =>
        new() { Id = record.Id, Title = RecordNames.Of(call, type, record, hidden), Address = call.Links.Record(type, record.Id) };

    private HomeLine Due(HomeLine line, DateTimeOffset? at) => at is { } instant && _due.Of(instant) is var due ? line with { When = due.Text, IsLate = due.IsLate } : line;

    // The account of a deal, or the record that an activity is about.
    private async Task<Dictionary<Guid, NavigationLink>> AboutAsync(RecordPage page)
    {
        var about = new Dictionary<Guid, NavigationLink>();
        if (page.Type.TryField("accountId", out var account) && !page.HiddenFields.Contains(account.Key))
        {
            var type = call.Session.Catalog.Type(account.ReferenceType!);
            foreach (var record in page.Items)
                if (account.Get(record) is Guid id && page.Included.TryGetValue(type.Ref(id), out var other)) about[record.Id] = new NavigationLink(await RecordNames.OfAsync(call, other), call.Links.Record(type, id));
        }
        foreach (var group in page.Items.OfType<CrmActivity>().Where(a => a is { RegardingType: not null, RegardingId: not null }).GroupBy(a => a.RegardingType!))
        {
            if (!call.Session.Catalog.TryType(group.Key, out var type) || !await call.MayAsync(type, Operations.Read)) continue;
            var others = (await call.Session.Records.GetManyAsync(type.Key, [.. group.Select(a => a.RegardingId!.Value).Distinct()], call.Cancelled)).ToDictionary(r => r.Id);
            foreach (var activity in group)
                if (others.TryGetValue(activity.RegardingId!.Value, out var other)) about[activity.Id] = new NavigationLink(await RecordNames.OfAsync(call, other), call.Links.Record(type, other.Id));
        }
        return about;
    }
}
