using System.Collections.Concurrent;
using System.Globalization;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrmKit.Lifecycles;

public sealed class LifecycleQueueTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2026, 3, 16);
    private readonly Looks _looks = new();
    private readonly TestCrm _crm;

    public LifecycleQueueTests() => _crm = new TestCrm(crm => crm.Services.AddLogging(l => l.SetMinimumLevel(LogLevel.Debug).AddProvider(_looks)));

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S24_each_customer_is_looked_at_once_however_many_messages_name_him()
    {
        var accounts = await AccountsAsync(7);
        for (var round = 0; round < 6; round++) await _crm.AddAsync(accounts.Select(a => new Order { Name = "Order", AccountId = a.Id, OrderedOn = Today.AddDays(-round) }));
        await DeliverAsync();
        Assert.Equal(7, _looks.Count);
        Assert.Equal(7, (await ToldAsync()).Count(c => c.ToClass == LifecycleClass.New));

        await using var session = _crm.OpenSession();
        var deals = await _crm.AddAsync(accounts.Take(3).SelectMany(a => Enumerable.Range(0, 5).Select(_ => new Opportunity { Name = "Deal", AccountId = a.Id })));
        await DeliverAsync();
        foreach (var deal in deals) await session.Pipelines.MoveAsync([new(new("opportunity", deal.Id), "engaging")]);
        await DeliverAsync();
        Assert.Equal(7, _looks.Count); // nothing was won yet
        foreach (var deal in deals) await session.Pipelines.MoveAsync([new(new("opportunity", deal.Id), "won")]);
        await DeliverAsync();
        Assert.Equal(7 + 3, _looks.Count);
        await session.Pipelines.ReopenAsync([new("opportunity", deals[0].Id)]);
        await DeliverAsync();
        Assert.Equal(7 + 3 + 1, _looks.Count); // it was won, and is not any more
    }

    [Fact]
    public async Task S24_more_customers_than_are_looked_at_at_once_come_to_their_turn()
    {
        var accounts = await AccountsAsync(450);
        await _crm.AddAsync(accounts.Select(a => new Order { Name = "Order", AccountId = a.Id, OrderedOn = Today.AddDays(-500) }));
        await DeliverAsync();
        Assert.Equal(450, _looks.Count);
        var told = await ToldAsync();
        Assert.Equal(accounts.Select(a => a.Id).Order(), told.Select(c => c.RecordId).Order());
        Assert.All(told, c => Assert.Equal(LifecycleClass.Lost, c.ToClass));
        await using var session = _crm.OpenSession();
        Assert.Equal(0, await session.Lifecycle.RefreshAsync()); // the same as looking at everybody
    }

    [Fact]
    public async Task S24_whoever_waits_without_a_message_is_looked_at_by_the_clock()
    {
        var account = (await AccountsAsync(1))[0];
        await using (var session = (CrmSession)_crm.OpenSession())
        {
            await using var work = await session.BeginWorkAsync(default);
            await work.Transaction.WriteAsync(new StoreBatch { Inserts = { new LifecycleLook { TenantId = session.TenantId, RecordId = account.Id, RecordType = "account" } } }, default);
            await work.CommitAsync(default);
        }
        await _crm.AddAsync(new Order { Name = "Order", AccountId = account.Id, OrderedOn = Today });
        await DeliverAsync();
        Assert.Equal(0, _looks.Count);
        await _crm.Services.GetRequiredService<LifecycleClock>().RunAsync(default);
        Assert.Equal((1, LifecycleClass.New), (_looks.Count, Assert.Single(await ToldAsync()).ToClass));
    }

    private async Task<List<Account>> AccountsAsync(int count) => [.. (await _crm.AddAsync(Enumerable.Range(0, count).Select(i => new Account { Name = $"Account {i}" }))).Cast<Account>()];

    private Task<int> DeliverAsync() => _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();

    private async Task<IReadOnlyList<LifecycleChange>> ToldAsync()
    {
        await using var session = (CrmSession)_crm.OpenSession();
        var reader = await session.ReaderAsync(default);
        return await reader.ListAsync(reader.Query<LifecycleChange>(), default);
    }

    /// <summary>Adds up how many customers were looked at, as the log says.</summary>
    private sealed class Looks : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<int> _counts = [];

        public int Count => _counts.Sum();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(v => v is { Key: "{OriginalFormat}", Value: string text } && text.StartsWith("Looked at the purchases", StringComparison.Ordinal)))
                _counts.Enqueue(Convert.ToInt32(values.Single(v => v.Key == "Count").Value, CultureInfo.InvariantCulture));
        }

        public void Dispose()
        {
        }
    }
}
