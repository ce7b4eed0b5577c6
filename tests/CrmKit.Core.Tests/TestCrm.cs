using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit;

/// <summary>CrmKit on a database of its own, with a clock that tests set; removed when disposed.</summary>
internal sealed class TestCrm : IAsyncDisposable
{
    private readonly Action<CrmKitBuilder>? _configure;

    /// <param name="configure">Settings beside the store.</param>
    /// <param name="plugin">What a plugin with the id <c>test</c> adds.</param>
    public TestCrm(Action<CrmKitBuilder>? configure = null, Action<ICrmPluginBuilder>? plugin = null)
    {
        _configure = configure;
        Services = Start();
        if (plugin is not null) AddPlugin("test", plugin);
    }

    public TestClock Clock { get; } = new();

    public ServiceProvider Services { get; private set; }

    public TestDatabase Database { get; } = new();

    public ICrm Crm => Services.GetRequiredService<ICrm>();

    /// <summary>Stops, and starts again on the same database, without plugins.</summary>
    public async Task RestartAsync()
    {
        await Services.DisposeAsync();
        Services = Start();
    }

    /// <summary>Adds a plugin that lives as long as the host.</summary>
    public void AddPlugin(string id, Action<ICrmPluginBuilder> configure)
    {
        var host = Services.GetRequiredService<IExtensionHost>();
        var source = new ExtensionSource(id) { Rank = 2 };
        var builder = host.NewBuilder(source);
        configure(builder);
        source.Services = builder.Services.BuildServiceProvider();
        host.Put(source);
    }

    /// <summary>Takes a plugin out; add it again to enable it.</summary>
    public void RemovePlugin(string id) => Services.GetRequiredService<IExtensionHost>().Remove(id);

    /// <summary>A session that may do everything.</summary>
    public ICrmSession OpenSession(string name = "test") => Crm.OpenSession(Actor.System(name));

    /// <summary>A session with the rights of a user.</summary>
    public ICrmSession OpenSession(User user) => Crm.OpenSession(Actor.User(user.Id));

    /// <summary>Creates records as the system, in one change set, and returns them as stored.</summary>
    public async Task<IReadOnlyList<Record>> AddAsync(params IEnumerable<Record> records)
    {
        await using var session = OpenSession();
        var changes = new ChangeSet();
        foreach (var record in records) changes.Create(record);
        return [.. (await session.Records.SaveAsync(changes)).Outcomes.Select(o => o.Record!)];
    }

    /// <summary>Creates one record as the system and returns it as stored.</summary>
    public async Task<T> AddAsync<T>(T record, InitialState? state = null) where T : Record
    {
        await using var session = OpenSession();
        return await session.Records.CreateAsync(record, state);
    }

    /// <summary>Creates a user with roles.</summary>
    public Task<User> AddUserAsync(string name, string? roles, Guid? teamId = null) => AddAsync(new User { Name = name, Roles = roles, TeamId = teamId });

    /// <summary>The record as it is stored now; <see langword="null"/> when absent or deleted.</summary>
    public async Task<T?> FindAsync<T>(Guid id) where T : Record
    {
        await using var session = OpenSession();
        return await session.Records.FindAsync<T>(id);
    }

    private ServiceProvider Start()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddCrmKit(crm =>
        {
            Database.Use(crm);
            _configure?.Invoke(crm);
        });
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Database.DisposeAsync();
    }
}

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 16, 9, 30, 0, TimeSpan.Zero);

    public void Advance(TimeSpan time) => Now += time;

    public override DateTimeOffset GetUtcNow() => Now;
}
