using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>Where records of a type are: how many, and what they are worth, by the country and region of their address.</summary>
internal sealed class RegionsReport : IReport
{
    private const string None = "(none)";

    private static readonly ReportColumn[] Columns =
    [
        new("country", new("Country", "国家"), FieldKind.Text), new("region", new("Region", "地区"), FieldKind.Text), new("count", new("Records", "数量"), FieldKind.Integer),
        new("share", new("Share", "占比"), FieldKind.Percent), new("amount", new("Amount", "金额"), FieldKind.Money), new("currency", new("Currency", "币种"), FieldKind.Text),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("regions", parameters, "type", "filter");
        var type = parameters.Type is { } key ? session.Catalog.Type(key) : session.Catalog.Type(typeof(Account));
        if (!Has(type, "region") && !Has(type, "country")) throw new CrmValidationException(ReportErrors.Parameter("type", $"records of type '{type.Key}' have neither country nor region. Choose another."));
        await ReadableRows.DemandAsync(session, type, ["region", "country"], cancellationToken);

        var reader = await session.ReaderAsync(cancellationToken);
        var facts = await Facts.OfAsync(session, type, parameters.Filter, null, cancellationToken);
        var sums = await reader.ListAsync(facts.GroupBy(f => new { f.Country, f.Region, f.Currency }).Select(g => new Sum
        {
            Country = g.Key.Country,
            Region = g.Key.Region,
            Currency = g.Key.Currency,
            Count = g.LongCount(),
            Amount = g.Sum(f => StoredAmount.Scaled(f.Amount)) ?? 0,
        }), cancellationToken);
        var hasAmount = Facts.FieldOf(nameof(Fact.Amount), type, await session.Access.HiddenFieldsAsync(type, cancellationToken)) is not null;
        var money = CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), session.Options);
        var all = sums.Sum(s => s.Count);
        var rows = sums.GroupBy(s => (Country: Name(s.Country), Region: Name(s.Region))).Select(g => (g.Key, Count: g.Sum(s => s.Count), Amount: g.Where(s => money.Includes(s.Currency, session.Options)).Sum(s => StoredAmount.Unscaled(s.Amount))))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Key.Country, StringComparer.Ordinal).ThenBy(r => r.Key.Region, StringComparer.Ordinal);
        return new ReportTable("regions", session.Today, Columns,
            [.. rows.Select(r => (IReadOnlyList<object?>)[r.Key.Country, r.Key.Region, r.Count, Figures.Percent(r.Count, all), hasAmount ? r.Amount : null, hasAmount ? money.Currency : null])])
        {
            Remarks = hasAmount ? [.. money.Remarks] : [],
        };
    }

    private static bool Has(RecordTypeDefinition type, string field) => type.TryField(field, out var found) && !found.IsCustom;

    private static string Name(string? place) => string.IsNullOrWhiteSpace(place) ? None : place;

    private sealed class Sum
    {
        public string? Country { get; init; }
        public string? Region { get; init; }
        public string? Currency { get; init; }
        public long Count { get; init; }
        public long Amount { get; init; }
    }
}
