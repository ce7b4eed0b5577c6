using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Tenants;
using CrmKit.Transfers;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Sessions;

/// <summary>A suspended tenant: nothing is done for it behind its back either.</summary>
public sealed class SuspensionTests : IAsyncDisposable
{
    private readonly TestCrm _crm = new();

    private ITenants Tenants => _crm.Services.GetRequiredService<ITenants>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Deliveries_of_a_suspended_tenant_wait_and_those_of_others_do_not()
    {
        foreach (var tenant in new[] { "one", "two" })
        {
            await Tenants.CreateAsync(tenant, "Ada", $"ada@{tenant}.example", Cancellation);
            if (tenant == "one") await Tenants.SuspendAsync(tenant, Cancellation);
            await using var session = Open(tenant);
            await session.Records.CreateAsync(new Lead { Name = tenant }, cancellationToken: Cancellation);
        }
        await DrainAsync();
        Assert.All(await HeldAsync("one"), held => Assert.Equal("tenant is suspended", held.Reason));
        Assert.NotEmpty(await HeldAsync("one"));
        Assert.Empty(await HeldAsync("two"));

        _crm.Clock.Advance(TimeSpan.FromDays(2)); // it is looked at again, and still suspended
        await DrainAsync();
        Assert.NotEmpty(await HeldAsync("one"));

        await Tenants.ResumeAsync("one", Cancellation);
        await DrainAsync();
        Assert.Empty(await HeldAsync("one"));
        await using var later = Open("one");
        Assert.Empty(await later.Effects.DeadLettersAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Work_over_all_tenants_leaves_a_suspended_one_out()
    {
        await Tenants.CreateAsync("one", "Ada", "ada@one.example", Cancellation);
        await Tenants.CreateAsync("two", "Ada", "ada@two.example", Cancellation);
        await Tenants.SuspendAsync("one", Cancellation);
        var register = _crm.Services.GetRequiredService<TenantRegister>();
        Assert.DoesNotContain("one", await register.WorkingAsync(Cancellation));
        Assert.Contains("two", await register.WorkingAsync(Cancellation));
        await Tenants.ResumeAsync("one", Cancellation);
        Assert.Contains("one", await register.WorkingAsync(Cancellation));
    }

    [Fact]
    public async Task What_waits_to_be_exported_from_a_suspended_tenant_waits_until_it_is_resumed()
    {
        await Tenants.CreateAsync("one", "Ada", "ada@one.example", Cancellation);
        await using var session = Open("one");
        var asked = await session.Transfers.StartExportAsync(new ExportRequest("lead"), Cancellation);
        await Tenants.SuspendAsync("one", Cancellation);
        var runner = _crm.Services.GetRequiredService<ITransferRunner>();
        Assert.Equal(0, await runner.DrainAsync(Cancellation));
        Assert.Equal(TransferState.Queued, (await session.Transfers.GetAsync(asked.Id, Cancellation)).State);

        await Tenants.ResumeAsync("one", Cancellation);
        Assert.Equal(1, await runner.DrainAsync(Cancellation));
        Assert.Equal(TransferState.Done, (await session.Transfers.GetAsync(asked.Id, Cancellation)).State);
    }

    private ICrmSession Open(string tenant) => _crm.Crm.OpenSession(Actor.System("test"), "test", tenant);

    private async Task<IReadOnlyList<HeldDeliveries>> HeldAsync(string tenant)
    {
        await using var session = Open(tenant);
        return await session.Effects.HeldAsync(Cancellation);
    }

    private Task<int> DrainAsync() => _crm.Services.GetRequiredService<IDispatcher>().DrainAsync(Cancellation);
}
