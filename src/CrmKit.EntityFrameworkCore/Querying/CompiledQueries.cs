using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Queries that EF Core translated once: it neither builds nor compares their trees again, which costs more than to run them.</summary>
internal static class CompiledQueries
{
    // By query and model: databases of different kinds have models of their own.
    private static readonly ConditionalWeakTable<object, ConditionalWeakTable<IModel, Delegate>> Compiled = [];

    public static Func<CrmContext, TArgument, IAsyncEnumerable<TResult>> Of<TArgument, TResult>(StoreQuery<TArgument, TResult> query, IModel model) =>
        (Func<CrmContext, TArgument, IAsyncEnumerable<TResult>>)Compiled.GetOrCreateValue(query).GetValue(model, _ => Compile(query));

    private static Func<CrmContext, TArgument, IAsyncEnumerable<TResult>> Compile<TArgument, TResult>(StoreQuery<TArgument, TResult> query)
    {
        var context = Expression.Parameter(typeof(CrmContext), "context");
        var body = QueryRewriter.Rewrite(new OverContext(query.Shape.Parameters[0], context).Visit(query.Shape.Body));
        return EF.CompileAsyncQuery(Expression.Lambda<Func<CrmContext, TArgument, IQueryable<TResult>>>(body, context, query.Shape.Parameters[1]));
    }

    /// <summary>Asks the context where the query asks the reader.</summary>
    private sealed class OverContext(ParameterExpression reader, ParameterExpression context) : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node) =>
            node.Object == reader ? Expression.Call(context, nameof(DbContext.Set), node.Method.GetGenericArguments()) : base.VisitMethodCall(node);
    }
}
