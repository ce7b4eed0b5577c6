using CrmKit.Leads;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.Sessions;

public sealed class SetupTests
{
    [Fact]
    public async Task Settings_out_of_their_range_are_refused_with_all_their_names()
    {
        await using var crm = new TestCrm(c => c.Configure(o => (o.TimeZone, o.Currency, o.HandlerDepth, o.TenantId) = ("Mars/Olympus", "euro", 33, "A B")));
        var refused = Assert.Throws<OptionsValidationException>(() => crm.OpenSession());
        Assert.Equal(4, refused.Failures.Count());
        foreach (var name in new[] { "TimeZone", "Currency", "HandlerDepth", "TenantId" }) Assert.Contains(refused.Failures, f => f.Contains("CrmKitOptions." + name));
    }

    [Fact]
    public async Task Without_a_store_the_text_says_how_to_pick_one()
    {
        await using var services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => services.GetRequiredService<ICrm>().InitializeAsync());
        Assert.Contains("UseSqlite", refused.Message);
    }

    [Fact]
    public void Adding_twice_adds_once()
    {
        var services = new ServiceCollection();
        services.AddCrmKit(_ => { });
        var count = services.Count;
        services.AddCrmKit(_ => { });
        Assert.Equal(count, services.Count);
    }

    [Fact]
    public async Task What_a_unit_of_work_did_not_commit_is_not_there()
    {
        await using var crm = new TestCrm();
        var (lost, kept) = (new Lead { Name = "Lost" }, new Lead { Name = "Kept" });
        await using (var session = crm.OpenSession())
        {
            await using (var work = await session.BeginAsync())
            {
                await session.Records.CreateAsync(lost);
                Assert.NotNull(await session.Records.FindAsync<Lead>(lost.Id)); // its own writes are seen
            }
            await using (var work = await session.BeginAsync())
            {
                await session.Records.CreateAsync(kept);
                await work.CommitAsync();
            }
        }
        Assert.Null(await crm.FindAsync<Lead>(lost.Id));
        Assert.NotNull(await crm.FindAsync<Lead>(kept.Id));
    }

    [Fact]
    public async Task A_refusal_inside_a_unit_of_work_dooms_the_whole()
    {
        await using var crm = new TestCrm();
        var first = new Lead { Name = "First" };
        await using (var session = crm.OpenSession())
        await using (var work = await session.BeginAsync())
        {
            await session.Records.CreateAsync(first);
            await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(new Lead { Name = "" }));
            await Assert.ThrowsAsync<InvalidOperationException>(() => work.CommitAsync());
        }
        Assert.Null(await crm.FindAsync<Lead>(first.Id));
    }
}
