using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Setup;

public sealed class SetupTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Steps_are_kept_for_whoever_goes_on_and_only_for_administrators()
    {
        var (ada, eve) = (await _crm.AddUserAsync("Ada", "administrator"), await _crm.AddUserAsync("Eve", "sales-manager"));
        await using (var session = _crm.OpenSession(ada)) await session.Setup.SaveAsync(new SetupState { Goals = " Lose no lead ", Done = ["goals", "goals"] });
        await using var later = _crm.OpenSession(await _crm.AddUserAsync("Al", "administrator"));
        var state = await later.Setup.GetAsync();
        Assert.Equal(("Lose no lead", null, false), (state.Goals, state.Process, state.IsFinished));
        Assert.Equal(["goals"], state.Done);
        await using var hers = _crm.OpenSession(eve);
        Assert.Equal("setup.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => hers.Setup.GetAsync())).Error.Code);
        Assert.Equal("setup.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => hers.Setup.SaveAsync(new SetupState()))).Error.Code);
    }

    [Fact]
    public async Task Conversion_follows_the_process_that_was_chosen_and_the_standard_where_it_has_no_next_link()
    {
        await using (var session = _crm.OpenSession()) await session.Setup.SaveAsync(new SetupState { Process = "shop" });
        var lead = await _crm.AddAsync(new Lead { Name = "Walks in", CompanyName = "Corner shop" });
        await using var seller = _crm.OpenSession();
        Assert.Equal("order", (await seller.Setup.ProcessAsync("lead"))!.Next("lead"));
        Assert.Equal("order", (await seller.Conversions.ConvertAsync(new RecordRef("lead", lead.Id))).Target.Type);
        Assert.Equal("standard", (await seller.Setup.ProcessAsync("opportunity"))!.Key);
        Assert.NotNull(await _crm.FindAsync<Lead>(lead.Id));
    }

    [Fact]
    public async Task Process_that_does_not_exist_and_texts_that_are_too_long_change_nothing()
    {
        await using var session = _crm.OpenSession();
        foreach (var (state, code) in new[] { (new SetupState { Process = "none" }, "setup.process-unknown"), (new SetupState { Goals = new string('x', 4001) }, "setup.text"), (new SetupState { Done = ["No Step!"] }, "setup.text") })
            Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => session.Setup.SaveAsync(state))).Error.Code);
        Assert.Equal("standard", (await session.Setup.ProcessAsync("lead"))!.Key);
        Assert.Empty((await session.Setup.GetAsync()).Done);
    }
}
