using CrmKit.Leads;

namespace CrmKit.Records;

/// <summary>What handlers say of themselves: which changes they wait for, and what they save.</summary>
public sealed class HandlerAttributeTests
{
    [Fact]
    public async Task EVT_A_handler_is_called_only_for_records_of_which_a_field_changes_that_it_waits_for()
    {
        Seen.Names.Value = [];
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<Seen>("lead"));
        var ada = await crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        var bob = await crm.AddAsync(new Lead { Name = "Bob" }); // its company is empty, so it does not change
        Assert.Equal(["Create Ada"], Seen.Names.Value);

        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet()
            .Patch(new RecordRef("lead", ada.Id), new Dictionary<string, object?> { ["score"] = 7L })
            .Patch(new RecordRef("lead", bob.Id), new Dictionary<string, object?> { ["companyName"] = "Tables", ["score"] = 8L }));
        Assert.Equal(["Create Ada", "Update Bob"], Seen.Names.Value);

        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", bob.Id), new Dictionary<string, object?> { ["companyName"] = "Tables" })); // the same again
        await session.Records.SaveAsync(new ChangeSet().Delete(new RecordRef("lead", ada.Id)));
        Assert.Equal(["Create Ada", "Update Bob"], Seen.Names.Value);
    }

    [Fact]
    public async Task EVT_A_validator_that_waits_for_a_field_refuses_only_the_records_that_it_sees()
    {
        await using var crm = new TestCrm(plugin: p => p.AddValidator<NoCompany>("lead"));
        await using var session = crm.OpenSession();
        var changes = new ChangeSet { AllOrNothing = false };
        changes.Create(new Lead { Name = "Ada", CompanyName = "Engines" });
        changes.Create(new Lead { Name = "Bob" });
        var result = await session.Records.SaveAsync(changes);
        Assert.Equal([false, true], result.Outcomes.Select(o => o.IsSaved));
    }

    [Fact]
    public async Task Waiting_for_a_field_that_nobody_has_or_of_all_types_is_refused_when_the_plugin_comes()
    {
        await using var crm = new TestCrm();
        foreach (var (add, what) in new (Action<Plugins.ICrmPluginBuilder>, string)[]
        {
            (p => p.AddAfterSave<WaitsForNothingKnown>("lead"), "'colour'"),
            (p => p.AddAfterSave<Seen>(), "one record type"),
            (p => p.AddAfterSave<WaitsForNoField>("lead"), "no field"),
        })
        {
            var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", add));
            Assert.Equal("catalog.definition-invalid", refused.Error.Code);
            Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Handlers_of_two_plugins_that_cause_each_others_saves_are_found_when_the_second_comes_whichever_that_is()
    {
        var told = new List<string>();
        foreach (var order in new[] { new[] { "acme", "zeta" }, ["zeta", "acme"] })
        {
            await using var crm = new TestCrm();
            Add(crm, order[0]);
            var refused = Assert.Throws<CrmRuleException>(() => Add(crm, order[1]));
            Assert.Equal("catalog.handler-cycle", refused.Error.Code);
            told.Add(refused.Message);
            await crm.AddAsync(new Lead { Name = "Ada" }); // the first goes on
        }
        Assert.Equal(told[0], told[1]);
        Assert.Contains("FillsAccount of 'acme' (lead) → ScoresLeads of 'zeta' (account) → FillsAccount of 'acme' (lead)", told[0], StringComparison.Ordinal);

        static void Add(TestCrm crm, string id) => crm.AddPlugin(id, p => _ = id == "acme" ? p.AddAfterSave<FillsAccount>("lead") : p.AddAfterSave<ScoresLeads>("account"));
    }

    [Fact]
    public async Task Handlers_that_wait_for_other_fields_than_the_other_one_writes_are_no_circle()
    {
        await using var crm = new TestCrm();
        crm.AddPlugin("acme", p => p.AddAfterSave<FillsAccount>("lead"));
        crm.AddPlugin("zeta", p => p.AddAfterSave<ScoresLeadsOfIndustry>("account"));
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("self", p => p.AddAfterSave<RescoresItself>("lead")));
        Assert.Contains("RescoresItself of 'self' (lead) → RescoresItself of 'self' (lead)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_circle_that_ends_by_itself_is_no_conflict()
    {
        await using var crm = new TestCrm();
        crm.AddPlugin("acme", p => p.AddAfterSave<FillsAccount>("lead"));
        crm.AddPlugin("zeta", p => p.AddAfterSave<ScoresLeadsOnce>("account"));
        await crm.AddAsync(new Lead { Name = "Ada" });
    }

    [Theory]
    [InlineData("says nothing", "[Saves(\"account\")]")]
    [InlineData("says another field", "[Saves(\"account\", \"website\")]")]
    [InlineData("says some fields and creates", "[Saves(\"account\")]")]
    [InlineData("moves", "[Saves(\"lead\", \"stage\"")]
    [InlineData("validates", "[Saves(\"account\")]")]
    public async Task A_handler_that_saves_what_it_does_not_say_is_refused_with_what_to_write_and_nothing_is_saved(string how, string advice)
    {
        await using var crm = new TestCrm(plugin: p => _ = how switch
        {
            "says nothing" => p.AddBeforeSave<SaysNothing>("contact"),
            "says another field" => p.AddAfterSave<SaysAnother>("contact"),
            "says some fields and creates" => p.AddAfterSave<SaysSome>("contact"),
            "moves" => p.AddAfterSave<Moves>("contact"),
            _ => p.AddValidator<SavesWhileValidating>("contact"),
        });
        var account = await crm.AddAsync(new Accounts.Account { Name = "Engines" });
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        var contact = new Accounts.Contact { LastName = "King", AccountId = account.Id, Department = lead.Id.ToString() };
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(contact));
        Assert.Equal("record.save-undeclared", refused.Error.Code);
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.Null(await crm.FindAsync<Accounts.Contact>(contact.Id));
        Assert.Equal(1, (await crm.FindAsync<Accounts.Account>(account.Id))!.Version);
        Assert.Equal(1, (await crm.FindAsync<Lead>(lead.Id))!.Version);
    }

    private static RecordRef AccountOf(SaveContext context) => new("account", ((Accounts.Contact)context.Changes[0].After).AccountId!.Value);

    private sealed class SaysNothing : IBeforeSave
    {
        public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken) => await context.Session.Records.DeleteAsync(AccountOf(context), cancellationToken: cancellationToken);
    }

    [Saves("account", "industry"), Saves("lead")]
    private sealed class SaysAnother : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            context.Also(new ChangeSet().Patch(AccountOf(context), new Dictionary<string, object?> { ["industry"] = "Tables", ["website"] = "https://tables.example" }));
            return default;
        }
    }

    [Saves("account", "name")]
    private sealed class SaysSome : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            context.Also(new ChangeSet().Create(new Accounts.Account { Name = "Another" }));
            return default;
        }
    }

    [Saves("lead", "city")]
    private sealed class Moves : IAfterSave
    {
        public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken) =>
            await context.Session.Pipelines.MoveAsync([new(new RecordRef("lead", Guid.Parse(((Accounts.Contact)context.Changes[0].After).Department!)), "qualified")], cancellationToken: cancellationToken);
    }

    private sealed class SavesWhileValidating : IRecordValidator
    {
        public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken) => await context.Session.Records.DeleteAsync(AccountOf(context), cancellationToken: cancellationToken);
    }

    [Saves("lead", "score", EndsByItself = true)]
    private sealed class ScoresLeadsOnce : Quiet;

    [OnChangeOf("companyName")]
    private sealed class Seen : IAfterSave
    {
        public static readonly AsyncLocal<List<string>?> Names = new();

        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            Names.Value!.AddRange(context.Changes.Select(c => $"{c.Operation} {((Lead)c.After).Name}"));
            return default;
        }
    }

    [OnChangeOf("companyName")]
    private sealed class NoCompany : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes) context.Refuse(change, new CrmError("test.company", "No companies here."));
            return default;
        }
    }

    private abstract class Quiet : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken) => default;
    }

    [OnChangeOf("colour")]
    private sealed class WaitsForNothingKnown : Quiet;

    [OnChangeOf]
    private sealed class WaitsForNoField : Quiet;

    [Saves("account", "website")]
    private sealed class FillsAccount : Quiet;

    [Saves("lead", "score")]
    private sealed class ScoresLeads : Quiet;

    [OnChangeOf("industry")]
    [Saves("lead", "score")]
    private sealed class ScoresLeadsOfIndustry : Quiet;

    [Saves("lead")]
    private sealed class RescoresItself : Quiet;
}
