using CrmKit.Activities;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What was answered to each question of surveys, and by how many: the outcome of a vote.</summary>
internal sealed class AnswersReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("survey", new("Survey", "问卷"), FieldKind.Text), new("question", new("Question", "问题"), FieldKind.Text), new("answer", new("Answer", "回答"), FieldKind.Text),
        new("count", new("Answers", "回答数"), FieldKind.Integer), new("share", new("Share", "占比"), FieldKind.Percent),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("answers", parameters, "from", "until", "filter");
        var rows = await ReadableRows.OfAsync<SurveyAnswer>(session, ["survey", "question", "answer", "startsAt"], cancellationToken, parameters.Filter);
        if (parameters.From is { } first && Instants.StartOf(first, session.Options.TimeZone) is var from) rows = rows.Where(a => a.StartsAt >= from);
        if (parameters.Until is { } last && Instants.StartOf(last.AddDays(1), session.Options.TimeZone) is var end) rows = rows.Where(a => a.StartsAt < end);
        var counts = await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.GroupBy(a => new { a.Survey, a.Question, a.Answer }).Select(g => new Count { Survey = g.Key.Survey, Question = g.Key.Question, Answer = g.Key.Answer, Number = g.LongCount() }), cancellationToken);
        var questions = counts.GroupBy(c => (c.Survey, c.Question)).OrderBy(q => q.Key.Survey, StringComparer.Ordinal).ThenBy(q => q.Key.Question, StringComparer.Ordinal);
        return new ReportTable("answers", session.Today, Columns,
            [.. questions.SelectMany(q => q.OrderByDescending(c => c.Number).ThenBy(c => c.Answer, StringComparer.Ordinal).Select(c => (IReadOnlyList<object?>)[c.Survey, c.Question, c.Answer, c.Number, Figures.Percent(c.Number, q.Sum(o => o.Number))]))]);
    }

    private sealed class Count
    {
        public string? Survey { get; init; }
        public string? Question { get; init; }
        public string? Answer { get; init; }
        public long Number { get; init; }
    }
}
