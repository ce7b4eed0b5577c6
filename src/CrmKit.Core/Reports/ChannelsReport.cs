using CrmKit.Lifecycles;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>How each way of contact reaches people: whom we approached over it, and who of them answered.</summary>
internal sealed class ChannelsReport : IReport
{
    /// <summary>Of fewer people no share is told.</summary>
    private const int FewestPeople = 5;

    private static readonly ReportColumn[] Columns =
    [
        new("channel", new("Channel", "渠道"), FieldKind.Text), new("approached", new("People approached", "联系人数"), FieldKind.Integer), new("reached", new("Reached", "联系到"), FieldKind.Integer),
        new("reachedShare", new("Share reached", "联系到的比例"), FieldKind.Percent), new("outgoing", new("Sent or tried", "发出"), FieldKind.Integer), new("answered", new("Answered", "得到回应"), FieldKind.Integer),
        new("answeredShare", new("Share answered", "回应率"), FieldKind.Percent), new("incoming", new("Came in", "收到"), FieldKind.Integer), new("answerHours", new("Hours until answered", "回应所需小时"), FieldKind.Number),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("channels", parameters, "from", "until");
        var (today, zone) = (session.Today, session.Options.TimeZone);
        var (from, until) = (parameters.From ?? (parameters.Until ?? today).AddDays(1 - session.Options.LifecycleDays), parameters.Until ?? today);
        var end = Instants.StartOf(until.AddDays(1), zone);
        var now = session.Now.AddMilliseconds(1); // what is planned has reached nobody
        var (exchanges, since, before) = (session.Service<Exchanges>(), Instants.StartOf(from, zone), end < now ? end : now);
        IReadOnlyList<int> none = [];
        var people = (await exchanges.WrittenAsync(since, before, cancellationToken)).SelectMany(person => person.GroupBy(e => e.Channel).Select(g => (Figures: Reachability.Of(g.Key, [.. g]), Minutes: Reachability.AnswerMinutes(g))))
            .Concat((await exchanges.SpokenAsync(since, before, cancellationToken)).Select(s => (Figures: s, Minutes: none)));
        var rows = people.GroupBy(p => p.Figures.Channel).Select(g =>
        {
            var approached = g.Where(p => p.Figures.Outgoing > 0).ToList();
            var (count, reached, outgoing, answered) = (approached.Count, approached.Count(p => p.Figures.Answered > 0), g.Sum(p => (long)p.Figures.Outgoing), g.Sum(p => (long)p.Figures.Answered));
            var isTold = count >= FewestPeople;
            return (Channel: g.Key, Count: (long)count, Reached: (long)reached, Share: isTold ? Figures.Percent(reached, count) : null, Outgoing: outgoing, Answered: answered,
                Answers: isTold ? Figures.Percent(answered, outgoing) : null, Incoming: g.Sum(p => (long)p.Figures.Incoming), Hours: Reachability.Hours(g.SelectMany(p => p.Minutes)));
        }).OrderByDescending(r => r.Share ?? -1).ThenByDescending(r => r.Count).ThenBy(r => r.Channel, StringComparer.Ordinal);
        return new ReportTable("channels", until < today ? until : today, Columns, [.. rows.Select(r => (IReadOnlyList<object?>)[r.Channel, r.Count, r.Reached, r.Share, r.Outgoing, r.Answered, r.Answers, r.Incoming, r.Hours])])
        {
            Remarks = [$"Shares are empty where fewer than {FewestPeople} people were approached: there is not enough data.", "Kinds of activities that you may not see are left out."],
        };
    }
}
