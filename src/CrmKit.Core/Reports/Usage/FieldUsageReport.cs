using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>How much each field is used, and which ones could go.</summary>
internal sealed class FieldUsageReport : IReport
{
    /// <summary>Fewer records say nothing about their fields.</summary>
    public const int LeastRecords = 20;

    private const int UsualDays = 365;
    private const int UsualPercent = 5;

    private static readonly ReportColumn[] Columns =
    [
        new("type", new("Record type", "记录类型"), FieldKind.Text), new("field", new("Field", "字段"), FieldKind.Text), new("label", new("Label", "名称"), FieldKind.Text), new("source", new("Comes from", "来源"), FieldKind.Text),
        new("records", new("Records", "记录数"), FieldKind.Integer), new("filled", new("Filled", "已填"), FieldKind.Integer), new("filledPercent", new("Filled %", "填写率"), FieldKind.Percent),
        new("distinct", new("Different values", "不同值"), FieldKind.Integer), new("lastWrittenOn", new("Last written on", "最近写入"), FieldKind.Date),
        new("reads", new("Reads", "读取次数"), FieldKind.Integer), new("lastReadOn", new("Last read on", "最近读取"), FieldKind.Date), new("readers", new("Read by", "使用方"), FieldKind.Text), new("advice", new("Advice", "建议"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("field-usage", parameters, "days", "type", "percent");
        var (days, percent) = (parameters.Days ?? UsualDays, parameters.Percent ?? UsualPercent);
        var types = parameters.Type is { } key ? [session.Catalog.Type(key)] : session.Catalog.Types;
        var reads = await ReadsAsync(session, cancellationToken);
        var readers = FieldReaders.Of(session.Extensions);

        var rows = new List<IReadOnlyList<object?>>();
        foreach (var type in types)
        {
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None)
            {
                if (parameters.Type is not null) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
                continue;
            }
            var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
            var fields = type.Fields.Where(f => f.Nature != FieldNature.System && !hidden.Contains(f.Key)).ToList();
            var figures = await FieldFigures.OfAsync(session, type, fields, cancellationToken);
            for (var i = 0; i < fields.Count; i++)
            {
                var (field, filled, distinct) = (fields[i], figures.Filled[i], figures.Distinct[i]);
                var stored = reads.GetValueOrDefault((type.Key, field.Key));
                var pending = session.PendingReads(type, field);
                DateOnly? written = figures.LastWritten[i] is { } at ? DayOf(session, at) : null;
                var readBy = readers.Of(type.Key, field.Key);
                var advice = !IsOptional(type, field) || figures.Records < LeastRecords ? []
                    : Advice(figures.Records, filled, distinct, percent, isRead: readBy.Count > 0 || stored is not null || pending > 0, isWritten: written >= session.Today.AddDays(-days));
                rows.Add(
                [
                    type.Key, field.Key, field.Label.English, field.Source, figures.Records, filled, Figures.Percent(filled, figures.Records), distinct, written,
                    (stored?.Count ?? 0) + pending, pending > 0 ? session.Today : stored is { LastReadAt: var last } ? DayOf(session, last) : null, string.Join(", ", readBy), string.Join(", ", advice),
                ]);
            }
        }
        return new ReportTable("field-usage", session.Today, Columns, rows)
        {
            Remarks =
            [
                $"Different values are counted up to {FieldFigures.MostDistinct}: that many means as many or more. Long texts are not compared.",
                $"Advice is for fields that nobody has to fill, of types with at least {LeastRecords} records: filled in less than {percent} %, always the same, or neither written for {days} days nor ever read.",
            ],
        };
    }

    private static IEnumerable<string> Advice(long records, long filled, long? distinct, int percent, bool isRead, bool isWritten)
    {
        if (filled == 0) yield return "never-filled";
        else if (filled * 100 < percent * records) yield return "hardly-filled";
        if (distinct == 1 && filled >= LeastRecords) yield return "always-same";
        if (!isWritten && !isRead) yield return "unused";
    }

    private static bool IsOptional(RecordTypeDefinition type, FieldDefinition field) =>
        field is { Nature: FieldNature.Descriptive, IsRequired: false } && field.Key != type.NameField && field.Key != type.ParentField && field.Key != "externalId";

    private static DateOnly DayOf(CrmSession session, DateTimeOffset at) => Instants.DayOf(at, session.Options.TimeZone);

    private static async Task<Dictionary<(string, string), FieldRead>> ReadsAsync(CrmSession session, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        return (await reader.ListAsync(reader.Query<FieldRead>(), cancellationToken)).ToDictionary(r => (r.RecordType, r.Field));
    }
}
