using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>
/// Counters of the records of a pipeline that somebody may read and asks for. Counters know whose a record is and in which team: where rights and filter ask for nothing else, which is so for most who do not see all,
/// the same conditions are put to the counters, and a board of a million is summed in the time of a small one.
/// </summary>
internal static class CountedRecords
{
    /// <returns><see langword="null"/> where the rows themselves have to be asked.</returns>
    public static async Task<IQueryable<Counted>?> OfAsync(CrmSession session, RecordTypeDefinition type, string pipeline, string? filter, CancellationToken cancellationToken) =>
        await type.VisitAsync(new Conditions(session, type, filter, cancellationToken)) is { } conditions
            ? conditions.Aggregate(All(await session.ReaderAsync(cancellationToken), type.Key, pipeline), (counted, condition) => counted.Where(condition)) : null;

    // Counters and what is not folded into them yet, in one statement: nothing is counted twice or left out by a fold in between.
    private static IQueryable<Counted> All(IStoreReader reader, string type, string pipeline) =>
        reader.Query<Counter>().Where(c => c.RecordType == type && c.PipelineKey == pipeline)
            .Select(c => new Counted { Stage = c.StageKey, Owner = c.OwnerId, Team = c.TeamId, PassedStages = c.PassedStageKeys, Currency = c.Currency, Count = c.Count, Amount = c.Amount, Weighted = c.Weighted })
            .Concat(reader.Query<CounterDelta>().Where(d => d.RecordType == type && d.PipelineKey == pipeline)
                .Select(d => new Counted { Stage = d.StageKey, Owner = d.OwnerId, Team = d.TeamId, PassedStages = d.PassedStageKeys, Currency = d.Currency, Count = d.Count, Amount = d.Amount, Weighted = d.Weighted }));

    private sealed class Conditions(CrmSession session, RecordTypeDefinition type, string? filter, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<Expression<Func<Counted, bool>>>?>
    {
        public async Task<IReadOnlyList<Expression<Func<Counted, bool>>>?> VisitAsync<T>() where T : Record
        {
            var conditions = new List<Expression<Func<T, bool>>> { await session.Access.PredicateAsync<T>(type, Operations.Read, cancellationToken) };
            if (!string.IsNullOrWhiteSpace(filter))
                conditions.Add(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, new RecordSource(session, session.Access)), cancellationToken));
            var told = conditions.Select(ToCounters.Tell).OfType<Expression<Func<Counted, bool>>>().ToList();
            return told.Count == conditions.Count ? told : null;
        }
    }

    /// <summary>Says of counters what a condition says of records.</summary>
    private sealed class ToCounters(ParameterExpression record, ParameterExpression counted) : ExpressionVisitor
    {
        private bool _asksForMore;

        /// <returns><see langword="null"/> for a condition that asks for more than owner and team.</returns>
        public static Expression<Func<Counted, bool>>? Tell<T>(Expression<Func<T, bool>> condition) where T : Record
        {
            var counted = Expression.Parameter(typeof(Counted), "c");
            var teller = new ToCounters(condition.Parameters[0], counted);
            var body = teller.Visit(condition.Body);
            return teller._asksForMore ? null : Expression.Lambda<Func<Counted, bool>>(body, counted);
        }

        protected override Expression VisitMember(MemberExpression node) => node.Expression != record ? base.VisitMember(node) : node.Member.Name switch
        {
            nameof(RootRecord.OwnerId) => OrNobody(nameof(Counted.Owner)),
            nameof(RootRecord.TeamId) => OrNobody(nameof(Counted.Team)),
            _ => base.VisitMember(node),
        };

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _asksForMore |= node == record;
            return node;
        }

        private ConditionalExpression OrNobody(string property)
        {
            var id = Expression.Property(counted, property);
            return Expression.Condition(Expression.Equal(id, Expression.Constant(Guid.Empty)), Expression.Constant(null, typeof(Guid?)), Expression.Convert(id, typeof(Guid?)));
        }
    }
}

/// <summary>A counter, or a change of one.</summary>
internal sealed class Counted
{
    public string Stage { get; init; } = "";

    /// <summary>The owner's id, or the empty GUID for none.</summary>
    public Guid Owner { get; init; }

    /// <summary>The team's id, or the empty GUID for none.</summary>
    public Guid Team { get; init; }

    public string PassedStages { get; init; } = "";
    public string Currency { get; init; } = "";
    public long Count { get; init; }
    public decimal Amount { get; init; }
    public decimal Weighted { get; init; }
}
