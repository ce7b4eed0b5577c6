using System.Globalization;

namespace CrmKit.Reports;

/// <summary>
/// Sums in one currency: the only one there is, else the tenant's if it occurs, else the most frequent one.
/// What is in others is not added but said.
/// </summary>
internal sealed class CurrencySums
{
    private readonly Dictionary<string, (long Count, decimal Amount)> _others = [];

    private CurrencySums(string currency) => Currency = currency;

    public string Currency { get; }

    public static CurrencySums Over(IEnumerable<(string? Currency, long Count, decimal Amount)> sums, CrmKitOptions options)
    {
        var byCurrency = sums.Where(s => s.Amount != 0).GroupBy(s => Of(s.Currency, options)).Select(g => (Currency: g.Key, Count: g.Sum(s => s.Count), Amount: g.Sum(s => s.Amount))).ToList();
        var main = byCurrency.Count == 0 || byCurrency.Exists(s => s.Currency == options.Currency)
            ? options.Currency
            : byCurrency.OrderByDescending(s => s.Count).ThenBy(s => s.Currency, StringComparer.Ordinal).First().Currency;
        var result = new CurrencySums(main);
        foreach (var other in byCurrency.Where(s => s.Currency != main)) result._others[other.Currency] = (other.Count, other.Amount);
        return result;
    }

    public bool Includes(string? currency, CrmKitOptions options) => Of(currency, options) == Currency;

    public IEnumerable<string> Remarks => _others.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => string.Create(CultureInfo.InvariantCulture,
        $"Amounts are in {Currency}; {o.Value.Count} records with {o.Value.Amount:#,0.####} {o.Key} in all are counted but not added."));

    private static string Of(string? currency, CrmKitOptions options) => string.IsNullOrEmpty(currency) ? options.Currency : currency;
}
