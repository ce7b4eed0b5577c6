using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Connections of one kind. The objects are lent again, because a context of EF Core belongs to each; what they stand for on the network is Npgsql's pool.</summary>
internal sealed class ConnectionPool(NpgsqlDataSource source, PostgreSqlServer server) : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentBag<NpgsqlConnection> _idle = [];
    private readonly ConditionalWeakTable<NpgsqlConnection, ConnectionPool> _own = [];
    private volatile bool _isClosed;

    public async ValueTask<NpgsqlConnection> RentAsync(CancellationToken cancellationToken)
    {
        var connection = Take();
        try
        {
            await OpenAsync(connection, cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether a connection is of this kind.</summary>
    public bool Owns(NpgsqlConnection connection) => _own.TryGetValue(connection, out _);

    /// <summary>Gives a connection that was lost another one of the network.</summary>
    public async ValueTask ReopenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.CloseAsync();
        await OpenAsync(connection, cancellationToken);
    }

    public NpgsqlConnection Rent()
    {
        var connection = Take();
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException failure)
        {
            connection.Dispose();
            throw new CrmRuleException(PostgreSqlErrors.Unreachable(server, failure));
        }
    }

    public void Return(NpgsqlConnection connection)
    {
        connection.Close();
        Keep(connection);
    }

    public async ValueTask ReturnAsync(NpgsqlConnection connection)
    {
        await connection.CloseAsync();
        Keep(connection);
    }

    /// <summary>Has every connection opened anew: what it remembers of tables may be out of date.</summary>
    public void Renew() => source.Clear();

    public void Dispose()
    {
        _isClosed = true;
        source.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        return source.DisposeAsync();
    }

    private async ValueTask OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new CrmRuleException(PostgreSqlErrors.Unreachable(server, failure));
        }
    }

    private NpgsqlConnection Take()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var connection = source.CreateConnection();
        _own.Add(connection, this);
        return connection;
    }

    private void Keep(NpgsqlConnection connection)
    {
        if (_isClosed) connection.Dispose();
        else _idle.Add(connection);
    }
}
