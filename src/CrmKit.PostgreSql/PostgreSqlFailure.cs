using CrmKit.Storage;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>What a failure of the server means to the store.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>The store's own exception, or <see langword="null"/> for what it has no word for.</summary>
    public static Exception? Of(Exception failure, PostgreSqlServer server) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e => new StoreDuplicateException(e.ConstraintName ?? e.TableName ?? "", e),
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } e => new StoreReferenceException(e),
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => new StoreConflictException([]),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new CrmRuleException(PostgreSqlErrors.Busy(server)),
        NpgsqlException { InnerException: TimeoutException } => new CrmRuleException(PostgreSqlErrors.Busy(server)),
        _ => null,
    };
}
