using System.Data.Common;
using Npgsql;

namespace CrmKit.PostgreSql;

/// <summary>Where the database is, and with which settings it is used: those of the connection string, and CrmKit's where that is silent.</summary>
internal sealed class PostgreSqlServer
{
    private const int Connections = 80; // PostgreSQL itself allows 100 unless told otherwise
    private const string ReadOnly = "default_transaction_read_only=on";

    // A plan made for any values guesses wrong for lists: how many rows an owner has, and that a page ends after fifty. A plan for the values at hand costs less than one bad guess.
    private const string OwnPlans = "plan_cache_mode=force_custom_plan";
    private const string OfAll = $"{TenantFence.Setting}={TenantFence.Everybody}";

    // What readers run sets nothing for their session: statements of plugins neither change settings nor call the server's own functions. To put all back with every loan would cost a tenth of a short question.
    private const bool LeavesNothing = true;
    private readonly NpgsqlConnectionStringBuilder _given;

    /// <exception cref="ArgumentException">It is no connection string, or names no host.</exception>
    public PostgreSqlServer(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        _given = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrWhiteSpace(_given.Host)) throw new ArgumentException("The connection string names no host. Write it as 'Host=…;Database=…;Username=…;Password=…'.", nameof(connectionString));
        var said = new DbConnectionStringBuilder { ConnectionString = _given.ConnectionString }; // only what was set, each under its one name
        if (!said.ContainsKey("Maximum Pool Size")) _given.MaxPoolSize = Connections;
        if (!said.ContainsKey("Max Auto Prepare")) _given.MaxAutoPrepare = 200;
        if (!said.ContainsKey("Auto Prepare Min Usages")) _given.AutoPrepareMinUsages = 2;
        if (!said.ContainsKey("Application Name")) _given.ApplicationName = "CrmKit";
        _given.Timezone = "UTC";
        Name = $"{_given.Database ?? _given.Username} on {_given.Host}:{_given.Port}";
    }

    /// <summary>Database and host, for messages; without the password.</summary>
    public string Name { get; }

    /// <summary>How long a statement may take, and so wait for another transaction, in seconds.</summary>
    public int CommandTimeout => _given.CommandTimeout;

    /// <summary>A pool of connections that write.</summary>
    public NpgsqlDataSource Writers() => Pool(_ => { });

    /// <summary>A pool of connections to which the server itself allows no writing.</summary>
    public NpgsqlDataSource Readers() => Pool(s => (s.Options, s.NoResetOnClose) = (With(s.Options, ReadOnly, OwnPlans), LeavesNothing));

    /// <summary>The few, reading too, over which the store's own work asks for rows of all tenants.</summary>
    public NpgsqlDataSource ReadersOfAll() => Pool(s => (s.MaxPoolSize, s.MinPoolSize, s.Options, s.NoResetOnClose) = (8, 0, With(s.Options, ReadOnly, OwnPlans, OfAll), LeavesNothing));

    /// <summary>The few that look at statements of plugins: they prepare nothing unasked, because what is prepared already is not looked at again.</summary>
    public NpgsqlDataSource Checkers() => Pool(s => (s.MaxPoolSize, s.MinPoolSize, s.MaxAutoPrepare) = (2, 0, 0));

    /// <summary>A connection of its own for changes of the schema, which take as long as they take.</summary>
    public NpgsqlConnection Single() =>
        new(new NpgsqlConnectionStringBuilder(_given.ConnectionString) { Pooling = false, CommandTimeout = 0, MaxAutoPrepare = 0, Options = With(_given.Options, OfAll) }.ConnectionString);

    private static string With(string? options, params string[] more) => string.Join(' ', more.Select(setting => "-c " + setting).Prepend(options).Where(o => !string.IsNullOrEmpty(o)));

    private NpgsqlDataSource Pool(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(_given.ConnectionString) { MaxPoolSize = Math.Max(1, _given.MaxPoolSize / 2) };
        settings.MinPoolSize = Math.Min(settings.MinPoolSize, settings.MaxPoolSize);
        change(settings);
        return NpgsqlDataSource.Create(settings);
    }
}
