using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CrmKit.PostgreSql;

/// <summary>
/// Has EF Core read the rows of a query to their end before it hands out the first, and does nothing else: PostgreSQL runs one query at a time on a connection, and plugins may ask another one while they go through rows.
/// EF Core does so for strategies that try again; this one says it would, and never does.
/// </summary>
internal sealed class ReadAhead(DbContext context) : IExecutionStrategy
{
    public bool RetriesOnFailure => true;

    public TResult Execute<TState, TResult>(TState state, Func<DbContext, TState, TResult> operation, Func<DbContext, TState, ExecutionResult<TResult>>? verifySucceeded) => operation(context, state);

    public Task<TResult> ExecuteAsync<TState, TResult>(
        TState state, Func<DbContext, TState, CancellationToken, Task<TResult>> operation, Func<DbContext, TState, CancellationToken, Task<ExecutionResult<TResult>>>? verifySucceeded, CancellationToken cancellationToken = default) =>
        operation(context, state, cancellationToken);
}
