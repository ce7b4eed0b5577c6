using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>What a failure of the server means to the store.</summary>
internal static class PostgreSqlFailure
{
    /// <summary>The store's own exception, or <see langword="null"/> for what it has no word for.</summary>
    public static Exception? Of(Exception failure, PostgreSqlServer server) => Cause(failure) switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } e => new StoreDuplicateException(e.ConstraintName ?? e.TableName ?? "", e),
        PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } e => new StoreReferenceException(e),
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => new StoreConflictException([]),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => new CrmRuleException(PostgreSqlErrors.Busy(server)),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new CrmRuleException(StoreErrors.Full()),
        NpgsqlException { InnerException: TimeoutException } => new CrmRuleException(PostgreSqlErrors.Busy(server)),
        NpgsqlException e when IsLost(e) => new CrmRuleException(PostgreSqlErrors.Unreachable(server, e)),
        _ => null,
    };

    /// <summary>Whether the connection is no more: the server ended it, or the way to it is gone.</summary>
    public static bool IsLost(Exception failure) => Cause(failure) switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException } => true,
        _ => false,
    };

    // EF Core wraps what may pass.
    private static Exception Cause(Exception failure) => failure is InvalidOperationException { InnerException: NpgsqlException inner } ? inner : failure;
}
