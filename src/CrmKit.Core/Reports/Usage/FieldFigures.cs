using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>What the rows and the audit say about the fields of a type.</summary>
/// <param name="Records">How many living records the actor may read.</param>
/// <param name="Filled">Per field, in how many it has a value.</param>
/// <param name="Distinct">Per field, how many different values, up to <see cref="MostDistinct"/>; <see langword="null"/> for long texts, which are not compared.</param>
/// <param name="LastWritten">Per field, when it was written last; <see langword="null"/> for never.</param>
internal sealed record FieldFigures(long Records, IReadOnlyList<long> Filled, IReadOnlyList<long?> Distinct, IReadOnlyList<DateTimeOffset?> LastWritten)
{
    public const int MostDistinct = 1_000;

    /// <summary>One pass over the rows, one over the audit, and per field with several values one that ends at <see cref="MostDistinct"/>; inside the database.</summary>
    public static Task<FieldFigures> OfAsync(CrmSession session, RecordTypeDefinition type, IReadOnlyList<FieldDefinition> fields, CancellationToken cancellationToken) =>
        type.VisitAsync(new Counting(session, type, fields, cancellationToken));

    private sealed class Counting(CrmSession session, RecordTypeDefinition type, IReadOnlyList<FieldDefinition> fields, CancellationToken cancellationToken) : IRecordClassVisitor<FieldFigures>
    {
        public async Task<FieldFigures> VisitAsync<T>() where T : Record
        {
            var rows = await new RecordSource(session, session.Access).VisibleAsync<T>(type, RecordLife.Alive, cancellationToken);
            var reader = await session.ReaderAsync(cancellationToken);
            var counts = await reader.ListAsync(rows.GroupBy(r => r.TenantId).Select(Filled<T>()), cancellationToken) is [var all] ? all : new long[fields.Count + 1]; // one tenant is one group; no rows are none
            var distinct = new long?[fields.Count];
            for (var i = 0; i < fields.Count; i++)
                distinct[i] = counts[i + 1] <= 1 || fields[i].IsUnique ? Math.Min(counts[i + 1], MostDistinct) : fields[i].Kind == FieldKind.LongText ? null : await DistinctAsync(reader, rows, fields[i]);
            return new FieldFigures(counts[0], counts[1..], distinct, counts[0] == 0 ? new DateTimeOffset?[fields.Count] : await LastWrittenAsync(reader, rows));
        }

        private Expression<Func<IGrouping<string, T>, long[]>> Filled<T>() where T : Record
        {
            var group = Expression.Parameter(typeof(IGrouping<string, T>), "g");
            var all = Expression.Call(typeof(Enumerable), nameof(Enumerable.LongCount), [typeof(T)], group);
            var each = fields.Select(f => Expression.Call(typeof(Enumerable), nameof(Enumerable.LongCount), [typeof(T)], group, IsFilled<T>(f)));
            return Expression.Lambda<Func<IGrouping<string, T>, long[]>>(Expression.NewArrayInit(typeof(long), [all, .. each]), group);
        }

        private static Expression<Func<T, bool>> IsFilled<T>(FieldDefinition field) where T : Record
        {
            var record = Expression.Parameter(typeof(T), "r");
            var value = Value(record, field);
            Expression isFilled = value.Type.IsValueType && Nullable.GetUnderlyingType(value.Type) is null ? Expression.Constant(true) : Expression.NotEqual(value, Expression.Constant(null, value.Type));
            if (value.Type == typeof(string)) isFilled = Expression.AndAlso(isFilled, Expression.NotEqual(value, Expression.Constant("")));
            return Expression.Lambda<Func<T, bool>>(isFilled, record);
        }

        private static Expression Value(ParameterExpression record, FieldDefinition field) => field.IsCustom ? CustomKeys.Read(record, field.Key, field.Kind) : field.Selector!.Over(record);

        private Task<long> DistinctAsync<T>(IStoreReader reader, IQueryable<T> rows, FieldDefinition field) where T : Record
        {
            var record = Expression.Parameter(typeof(T), "r");
            var value = Value(record, field);
            return (Task<long>)GetType().GetMethod(nameof(CountDistinctAsync), BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(typeof(T), value.Type)
                .Invoke(this, [reader, rows.Where(IsFilled<T>(field)), Expression.Lambda(value, record)])!;
        }

        private Task<long> CountDistinctAsync<T, TValue>(IStoreReader reader, IQueryable<T> rows, Expression<Func<T, TValue>> value) =>
            reader.CountAsync(rows.Select(value).Distinct().Take(MostDistinct), cancellationToken);

        // A key in the audit stands in quotes with a colon behind it; quotes inside of values are escaped.
        private async Task<IReadOnlyList<DateTimeOffset?>> LastWrittenAsync<T>(IStoreReader reader, IQueryable<T> rows) where T : Record
        {
            var key = type.Key;
            var audit = reader.Query<AuditEntry>().Where(a => a.RecordType == key);
            if (await session.Access.ScopeAsync(type, Operations.Read, cancellationToken) != AccessScope.All) audit = audit.Join(rows, a => a.RecordId, r => r.Id, (a, _) => a);

            var group = Expression.Parameter(typeof(IGrouping<string, AuditEntry>), "g");
            var last = fields.Select(f => Expression.Call(typeof(Enumerable), nameof(Enumerable.Max), [typeof(AuditEntry), typeof(DateTimeOffset?)], group, AtOf($"\"{f.Key}\":")));
            var selector = Expression.Lambda<Func<IGrouping<string, AuditEntry>, DateTimeOffset?[]>>(Expression.NewArrayInit(typeof(DateTimeOffset?), last), group);
            return await reader.ListAsync(audit.GroupBy(a => a.TenantId).Select(selector), cancellationToken) is [var all] ? all : new DateTimeOffset?[fields.Count];
        }

        private static Expression<Func<AuditEntry, DateTimeOffset?>> AtOf(string key) => a => a.Changes.Contains(key) ? a.At : null;
    }
}
