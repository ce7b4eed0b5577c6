using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Filters;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>Contacts, leads and accounts that may no longer be true, with the reasons, those with most reasons first.</summary>
internal sealed class DataDecayReport : IReport
{
    private const int UsualDays = 180;
    private const int MostRows = 1_000;

    private static readonly string[] Types = ["contact", "lead", "account"];

    private static readonly ReportColumn[] Columns =
    [
        new("type", new("Record type", "记录类型"), FieldKind.Text), new("id", new("Record", "记录"), FieldKind.Reference), new("name", new("Name", "名称"), FieldKind.Text), new("ownerId", new("Owner", "负责人"), FieldKind.Reference),
        new("reasons", new("Reasons", "原因"), FieldKind.Text), new("updatedOn", new("Last changed on", "最近变更"), FieldKind.Date),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("data-decay", parameters, "days", "type", "filter");
        if (parameters.Days == 0) throw new CrmValidationException(ReportErrors.Parameter("days", "at least one day must pass before a record counts as not touched."));
        if (parameters.Type is { } asked && !Types.Contains(asked)) throw new CrmValidationException(ReportErrors.Parameter("type", $"'{asked}' does not decay. Use one of {string.Join(", ", Types)}."));
        if (parameters is { Filter: not null, Type: null }) throw new CrmValidationException(ReportErrors.Parameter("filter", "a filter is over records of one type. Say which with 'type'."));

        var days = parameters.Days ?? UsualDays;
        var decayed = new List<Decayed>();
        foreach (var key in parameters.Type is { } one ? [one] : Types)
        {
            var type = session.Catalog.Type(key);
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) != AccessScope.None) decayed.AddRange(await FindAsync(session, type, parameters.Filter, days, cancellationToken));
            else if (parameters.Type is not null) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        }

        var counts = decayed.SelectMany(d => d.Reasons.Select(r => (d.Type.Key, Reason: r))).CountBy(r => r).Select(c => $"{c.Key.Key} {c.Key.Reason}: {c.Value}");
        var shown = decayed.OrderByDescending(d => d.Reasons.Count).ThenBy(d => d.Id).Take(MostRows).ToList();
        return new ReportTable("data-decay", session.Today, Columns, await RowsAsync(session, shown, cancellationToken))
        {
            Remarks = [$"Changes and touches of the last {days} days count.", .. counts, .. decayed.Count > MostRows ? [$"{decayed.Count} records in all; the first {MostRows} are listed. Ask for one type, or with a filter."] : Array.Empty<string>()],
        };
    }

    private static async Task<IReadOnlyList<IReadOnlyList<object?>>> RowsAsync(CrmSession session, List<Decayed> shown, CancellationToken cancellationToken)
    {
        var records = new Dictionary<Guid, Record>();
        foreach (var type in shown.GroupBy(d => d.Type.Key))
            foreach (var record in await session.Records.GetManyAsync(type.Key, [.. type.Select(d => d.Id)], cancellationToken)) records[record.Id] = record;
        return [.. shown.Where(d => records.ContainsKey(d.Id)).Select(d => (IReadOnlyList<object?>)
            [
                d.Type.Key, d.Id, d.Type.Field(d.Type.NameField).Get(records[d.Id]) as string, ((RootRecord)records[d.Id]).OwnerId, string.Join(", ", d.Reasons), Instants.DayOf(records[d.Id].UpdatedAt, session.Options.TimeZone),
            ])];
    }

    private static Task<IEnumerable<Decayed>> FindAsync(CrmSession session, RecordTypeDefinition type, string? filter, int days, CancellationToken cancellationToken) => type.Key switch
    {
        "contact" => FindAsync<Contact>(session, type, filter, days, cancellationToken),
        "lead" => FindAsync<Lead>(session, type, filter, days, cancellationToken),
        _ => FindAsync<Account>(session, type, filter, days, cancellationToken),
    };

    private static async Task<IEnumerable<Decayed>> FindAsync<T>(CrmSession session, RecordTypeDefinition type, string? filter, int days, CancellationToken cancellationToken) where T : RootRecord
    {
        var source = new RecordSource(session, session.Access);
        var rows = await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
        if (!string.IsNullOrWhiteSpace(filter)) rows = rows.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
        var reasons = new Dictionary<Guid, List<string>>();
        foreach (var (reason, ids) in await new DecayReasons(session, days).FindAsync(type, rows, cancellationToken))
            foreach (var id in ids)
            {
                if (!reasons.TryGetValue(id, out var all)) reasons[id] = all = [];
                all.Add(reason);
            }
        return reasons.Select(r => new Decayed(type, r.Key, r.Value));
    }

    private sealed record Decayed(RecordTypeDefinition Type, Guid Id, IReadOnlyList<string> Reasons);
}
