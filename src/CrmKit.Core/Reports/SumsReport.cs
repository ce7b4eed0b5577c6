using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Opportunities;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What the amounts and numbers of records of a type come to, currencies apart: one pass over the rows, inside the database.</summary>
internal sealed class SumsReport : IReport
{
    private static readonly ReportColumn[] Columns =
    [
        new("field", new("Field", "字段"), FieldKind.Text), new("currency", new("Currency", "币种"), FieldKind.Text), new("sum", new("Sum", "合计"), FieldKind.Number),
    ];

    public async Task<ReportTable> RunAsync(ICrmSession caller, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var session = (CrmSession)caller;
        Unheeded.Refuse("sums", parameters, "type", "filter");
        var type = parameters.Type is { } key ? session.Catalog.Type(key) : session.Catalog.Type(typeof(Opportunity));
        if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var currency = type.TryField("currency", out var found) && !found.IsCustom ? found : null;
        // Amounts of currencies that one may not know cannot be added.
        var fields = type.Fields.Where(f => !hidden.Contains(f.Key) && (f.Kind == FieldKind.Number || (f.Kind == FieldKind.Money && (currency is null || !hidden.Contains(currency.Key))))).ToList();
        var sums = fields.Count == 0 ? [] : await type.VisitAsync(new Summing(session, type, parameters.Filter, currency is null || hidden.Contains(currency.Key) ? null : currency, fields, cancellationToken));
        var rows = fields.SelectMany((field, at) => sums.GroupBy(s => field.Kind == FieldKind.Money && currency is not null ? string.IsNullOrEmpty(s.Currency) ? session.Options.Currency : s.Currency : null)
            .Select(g => (Currency: g.Key, Sum: g.Sum(s => s.Of(at)))).Where(s => s.Sum is not (null or 0)).OrderBy(s => s.Currency, StringComparer.Ordinal)
            .Select(s => (IReadOnlyList<object?>)[field.Key, s.Currency, s.Sum]));
        return new ReportTable("sums", session.Today, Columns, [.. rows]);
    }

    private sealed class Sums
    {
        public string? Currency { get; init; }

        /// <summary>Of fields that are columns, as they are stored; <see langword="null"/> of others, and where nothing is filled in.</summary>
        public long?[] Stored { get; init; } = [];

        /// <summary>Of fields within the document of a row.</summary>
        public double?[] Custom { get; init; } = [];

        public decimal? Of(int at) => Stored[at] is { } stored ? StoredAmount.Unscaled(stored) : Custom[at] is { } number ? decimal.Round((decimal)number, 4) : null;
    }

    private sealed class Summing(CrmSession session, RecordTypeDefinition type, string? filter, FieldDefinition? currency, List<FieldDefinition> fields, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Sums>>
    {
        public async Task<IReadOnlyList<Sums>> VisitAsync<T>() where T : Record
        {
            var source = new RecordSource(session, session.Access);
            var rows = await source.VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
            if (!string.IsNullOrWhiteSpace(filter))
                rows = rows.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
            var record = Expression.Parameter(typeof(T), "r");
            var by = Expression.Lambda<Func<T, string>>(currency?.Selector!.Over(record) ?? Expression.Property(record, nameof(Record.TenantId)), record); // one tenant is one group
            return await (await session.ReaderAsync(cancellationToken)).ListAsync(rows.GroupBy(by).Select(Selector<T>()), cancellationToken);
        }

        private Expression<Func<IGrouping<string, T>, Sums>> Selector<T>() where T : Record
        {
            var group = Expression.Parameter(typeof(IGrouping<string, T>), "g");
            return Expression.Lambda<Func<IGrouping<string, T>, Sums>>(Expression.MemberInit(Expression.New(typeof(Sums)),
                Expression.Bind(typeof(Sums).GetProperty(nameof(Sums.Currency))!, currency is null ? Expression.Constant(null, typeof(string)) : Expression.Property(group, "Key")),
                Expression.Bind(typeof(Sums).GetProperty(nameof(Sums.Stored))!, Expression.NewArrayInit(typeof(long?), fields.Select(f => f.IsCustom ? (Expression)Expression.Constant(null, typeof(long?)) : Sum<T, long?>(group, Stored, f)))),
                Expression.Bind(typeof(Sums).GetProperty(nameof(Sums.Custom))!, Expression.NewArrayInit(typeof(double?), fields.Select(f => f.IsCustom ? (Expression)Sum<T, double?>(group, Number, f) : Expression.Constant(null, typeof(double?)))))), group);
        }

        private static MethodCallExpression Sum<T, TValue>(ParameterExpression group, Func<ParameterExpression, FieldDefinition, Expression> value, FieldDefinition field) where T : Record
        {
            var record = Expression.Parameter(typeof(T), "r");
            return Expression.Call(typeof(Enumerable), nameof(Enumerable.Sum), [typeof(T)], group, Expression.Lambda<Func<T, TValue>>(value(record, field), record));
        }

        private static Expression Stored(ParameterExpression record, FieldDefinition field) =>
            Expression.Call(typeof(StoredAmount), nameof(StoredAmount.Scaled), null, Expression.Convert(field.Selector!.Over(record), typeof(decimal?)));

        private static Expression Number(ParameterExpression record, FieldDefinition field) => CustomKeys.Read(record, field.Key, field.Kind);
    }
}
