using System.Globalization;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Filters;
using CrmKit.Lifecycles;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What the customers that bring most have in common: values of fields that are more frequent among them than among all customers, by more than chance.</summary>
internal sealed class TraitsReport : IReport
{
    private const int UsualPercent = 20, FewestCustomers = 20, FewestAlike = 5, Chunk = 500;

    private static readonly ReportColumn[] Columns =
    [
        new("type", new("Record type", "记录类型"), FieldKind.Text), new("field", new("Field", "字段"), FieldKind.Text), new("label", new("Label", "名称"), FieldKind.Text), new("value", new("Value", "值"), FieldKind.Text),
        new("top", new("Among the best", "优质客户中"), FieldKind.Integer), new("topShare", new("Share of the best", "优质客户占比"), FieldKind.Percent),
        new("all", new("Among all", "全部客户中"), FieldKind.Integer), new("allShare", new("Share of all", "全部客户占比"), FieldKind.Percent), new("lift", new("Lift", "提升倍数"), FieldKind.Number),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("traits", parameters, "from", "until", "filter", "percent", "type");
        var type = session.Catalog.Type(parameters.Type ?? "account");
        if (type.Key is not ("account" or "contact")) throw new CrmValidationException(ReportErrors.Parameter("type", $"customers are accounts or contacts, not records of type '{type.Key}'."));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        return type.Key == "account" ? await RunAsync<Account>(session, type, parameters, cancellationToken) : await RunAsync<Contact>(session, type, parameters, cancellationToken);
    }

    private static async Task<ReportTable> RunAsync<T>(CrmSession session, RecordTypeDefinition type, ReportParameters parameters, CancellationToken cancellationToken) where T : RootRecord
    {
        var revenue = await session.Service<Purchases>().RevenueAsync(type.Key == "contact", parameters.From, parameters.Until, cancellationToken);
        var money = CurrencySums.Over(revenue.Select(r => (r.Currency, r.Count, r.Amount)), session.Options);
        var worth = revenue.Where(r => money.Includes(r.Currency, session.Options)).GroupBy(r => r.CustomerId).Select(g => (Id: g.Key, Amount: g.Sum(r => r.Amount))).Where(w => w.Amount > 0).ToDictionary(w => w.Id, w => w.Amount);
        var customers = await CustomersAsync<T>(session, type, parameters.Filter, worth.Keys, cancellationToken);
        var best = customers.OrderByDescending(c => worth[c.Id]).ThenBy(c => c.Id).Take((int)Math.Ceiling(customers.Count * (parameters.Percent ?? UsualPercent) / 100m)).ToList();
        var isEnough = customers.Count >= FewestCustomers && best.Count >= FewestAlike;
        var rows = isEnough ? await TraitsAsync(session, type, customers, best, cancellationToken) : [];
        string[] said = !isEnough
            ? [$"Not enough data: {customers.Count} customers with revenue and {best.Count} among the best; {FewestCustomers} and {FewestAlike} are needed."]
            : rows.Count == 0 ? ["Nothing is more frequent among the best customers than chance would have it."] : [];
        return new ReportTable("traits", session.Today, Columns, rows)
        {
            Remarks = [$"The best are {best.Count} of {customers.Count} customers with revenue; they bring {Figures.Percent((long)best.Sum(b => worth[b.Id]), (long)customers.Sum(c => worth[c.Id])) ?? 0} % of it.", .. said, .. money.Remarks],
        };
    }

    private static async Task<List<T>> CustomersAsync<T>(CrmSession session, RecordTypeDefinition type, string? filter, IEnumerable<Guid> ids, CancellationToken cancellationToken) where T : RootRecord
    {
        var source = new RecordSource(session, session.Access);
        var visible = await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
        if (!string.IsNullOrWhiteSpace(filter)) visible = visible.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
        var (reader, found) = (await session.ReaderAsync(cancellationToken), new List<T>());
        foreach (var some in ids.Chunk(Chunk)) found.AddRange(await reader.ListAsync(visible.Where(r => some.Contains(r.Id)), cancellationToken));
        return found;
    }

    private static async Task<List<IReadOnlyList<object?>>> TraitsAsync<T>(CrmSession session, RecordTypeDefinition type, List<T> customers, List<T> best, CancellationToken cancellationToken) where T : RootRecord
    {
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var isBest = best.Select(b => b.Id).ToHashSet();
        var found = new List<(IReadOnlyList<object?> Row, decimal Lift, int Count)>();
        foreach (var field in type.Fields.Where(f => IsTrait(type, f) && !hidden.Contains(f.Key)))
        {
            var values = customers.Select(c => (c.Id, Value: field.Get(c))).Where(v => v.Value is not null and not "").ToList();
            var nameOf = Naming(field, values.ConvertAll(v => v.Value!));
            foreach (var value in values.GroupBy(v => nameOf(v.Value!)))
            {
                var (all, top) = (value.Count(), value.Count(v => isBest.Contains(v.Id)));
                var (share, expected) = ((double)top / best.Count, (double)all / customers.Count);
                // More than two standard errors above what as many customers drawn blindly would show.
                if (top < FewestAlike || share - expected <= 2 * Math.Sqrt(expected * (1 - expected) / best.Count)) continue;
                var lift = Figures.Round((decimal)(share / expected));
                found.Add(([type.Key, field.Key, field.Label.English, value.Key, (long)top, Figures.Percent(top, best.Count), (long)all, Figures.Percent(all, customers.Count), lift], lift, top));
            }
        }
        return [.. found.OrderByDescending(f => f.Lift).ThenByDescending(f => f.Count).ThenBy(f => (string)f.Row[1]!, StringComparer.Ordinal).ThenBy(f => (string)f.Row[3]!, StringComparer.Ordinal).Select(f => f.Row)];
    }

    // What describes a customer; not what names him, says who he is, or is worked out of what he bought.
    private static bool IsTrait(RecordTypeDefinition type, FieldDefinition field) =>
        field is { Nature: FieldNature.Descriptive, IsUnique: false, Kind: FieldKind.Option or FieldKind.Bool or FieldKind.Text or FieldKind.Integer or FieldKind.Number or FieldKind.Money } && field.Key != type.NameField && field.Key != "externalId";

    // Numbers by the quarter of all customers that they lie in.
    private static Func<object, string> Naming(FieldDefinition field, List<object> values)
    {
        if (field.Kind is not (FieldKind.Integer or FieldKind.Number or FieldKind.Money)) return static v => v is bool yes ? (yes ? "true" : "false") : Convert.ToString(v, CultureInfo.InvariantCulture)!;
        var sorted = values.Select(v => Convert.ToDecimal(v, CultureInfo.InvariantCulture)).Order().ToList();
        var bounds = sorted.Count == 0 ? [] : Enumerable.Range(1, 3).Select(q => sorted[(sorted.Count - 1) * q / 4]).Distinct().ToArray();
        return value =>
        {
            var number = Convert.ToDecimal(value, CultureInfo.InvariantCulture);
            var above = bounds.Count(b => number > b);
            return above == bounds.Length ? $"> {Said(bounds[^1])}" : above == 0 ? $"≤ {Said(bounds[0])}" : $"{Said(bounds[above - 1])}–{Said(bounds[above])}";
        };

        static string Said(decimal bound) => bound.ToString("0.####", CultureInfo.InvariantCulture);
    }
}
