using System.Linq.Expressions;
using CrmKit.Storage;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Sees a plugin's queries first: reads what they capture of the plugin's code, which EF Core would keep in memory, and refuses those that leave the tenant out.</summary>
#pragma warning disable EF1001 // there is no public place before EF Core evaluates what a query captures
internal sealed class TableQueryCompiler(
    IQueryContextFactory queryContextFactory, ICompiledQueryCache compiledQueryCache, ICompiledQueryCacheKeyGenerator keyGenerator, IDatabase database,
    IDiagnosticsLogger<DbLoggerCategory.Query> logger, ICurrentDbContext currentContext, IEvaluatableExpressionFilter filter, IModel model)
    : QueryCompiler(queryContextFactory, compiledQueryCache, keyGenerator, database, logger, currentContext, filter, model)
{
    public override TResult Execute<TResult>(Expression query) => base.Execute<TResult>(Seen(query));

    public override TResult ExecuteAsync<TResult>(Expression query, CancellationToken cancellationToken = default) => base.ExecuteAsync<TResult>(Seen(query), cancellationToken);

    private static Expression Seen(Expression query)
    {
        new FilterCheck().Visit(query);
        return new OneCharacter().Visit(ForeignValues.Replace(query));
    }

    private sealed class FilterCheck : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.DeclaringType == typeof(EntityFrameworkQueryableExtensions) && node.Method.Name == nameof(EntityFrameworkQueryableExtensions.IgnoreQueryFilters) && !NamesOthersOnly(node))
                throw new CrmRuleException(TableErrors.FilterIgnored());
            return base.VisitMethodCall(node);
        }

        private static bool NamesOthersOnly(MethodCallExpression node) =>
            node.Arguments is [_, ConstantExpression { Value: IEnumerable<string> names }] && !names.Contains(TableConventions.TenantFilter);
    }
}
#pragma warning restore EF1001
