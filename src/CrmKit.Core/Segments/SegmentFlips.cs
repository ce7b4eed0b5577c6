using System.Linq.Expressions;
using CrmKit.Filters;
using CrmKit.Storage;

namespace CrmKit.Segments;

/// <summary>The records for which a comparison with a moving value became another one when the clock went from one moment to another.</summary>
internal sealed class SegmentFlips(IStoreReader reader, Condition condition, FieldDefinition field, RecordTypeDefinition type, IFilterScope before, IFilterScope after, CancellationToken cancellationToken)
    : IRecordClassVisitor<IReadOnlyList<Guid>>
{
    public Task<IReadOnlyList<Guid>> VisitAsync<T>() where T : Record
    {
        var record = Expression.Parameter(typeof(T), "r");
        var value = FilterCompiler.Read(record, field);
        var (then, now) = (Comparison.Of(condition, field, before), Comparison.Of(condition, field, after));
        var flips = Expression.OrElse(
            Expression.AndAlso(now.Over(value, negated: false), then.Over(value, negated: true)),
            Expression.AndAlso(then.Over(value, negated: false), now.Over(value, negated: true)));
        var rows = RecordSource.Rows<T>(reader, type, RecordLife.Alive).Where(Expression.Lambda<Func<T, bool>>(flips, record));
        return reader.ListAsync(rows.Select(r => r.Id), cancellationToken);
    }
}
