using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Fields;

/// <summary>Sections of fields, when they are shown, and the trial that forms ask.</summary>
public sealed class FieldConditionTests
{
    private static readonly Field<string> Discount = Field.Text("test.discount");

    private static CustomFieldSettings Partner => new()
    {
        RecordType = "account", Key = "partner-level", Kind = FieldKind.Text, Label = new("Partner level"), IsRequired = true, Section = new("partners", new("Partners", "伙伴")), ShownWhen = "kind eq 'partner'",
    };

    [Fact]
    public async Task Field_is_asked_for_and_required_only_while_its_condition_holds_and_keeps_what_it_has()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(Partner);
        await using var later = crm.OpenSession();
        var customer = await later.Records.CreateAsync(new Account { Name = "Customer" });
        Assert.Equal(["partner-level"], await later.Records.UnaskedFieldsAsync(customer));
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => later.Records.CreateAsync(new Account { Name = "Partner", Kind = AccountKind.Partner }));
        Assert.Equal(("field.required", "partner-level"), (refused.Error.Code, refused.Error.Field));

        var made = new ChangeSet().Patch(new("account", customer.Id), new Dictionary<string, object?> { ["kind"] = "partner", ["partner-level"] = "gold" });
        var partner = (await later.Records.SaveAsync(made)).Outcomes[0].Record!;
        Assert.Empty(await later.Records.UnaskedFieldsAsync(partner));
        var again = (await later.Records.SaveAsync(new ChangeSet().Patch(new("account", customer.Id), new Dictionary<string, object?> { ["kind"] = "customer" }))).Outcomes[0].Record!;
        Assert.Equal(["partner-level"], await later.Records.UnaskedFieldsAsync(again));
        Assert.Equal("gold", later.Catalog.Type("account").Field("partner-level").Get(again));
        Assert.Equal("伙伴", later.Catalog.Type("account").Field("partner-level").Section!.Label.For("zh"));
    }

    [Fact]
    public async Task Stage_asks_for_a_field_only_while_its_condition_holds()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession())
            await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "opportunity", Key = "approval", Kind = FieldKind.Text, Label = new("Approval"), ShownWhen = "amount gt 1000" });
        await using (var session = crm.OpenSession())
            await session.Administration.SavePipelineAsync(new PipelineDefinition
            {
                Key = "approved", Label = new("Approved"), RecordType = "opportunity",
                Stages = [new() { Key = "asked", Label = new("Asked") }, new() { Key = "sold", Label = new("Sold"), Category = StageCategory.Won, RequiredFields = ["approval"] }],
            });
        await using var later = crm.OpenSession();
        var small = await later.Records.CreateAsync(new Opportunity { Name = "Small", Amount = 10 }, new InitialState { Pipeline = "approved" });
        var large = await later.Records.CreateAsync(new Opportunity { Name = "Large", Amount = 10_000 }, new InitialState { Pipeline = "approved" });
        await later.Pipelines.MoveAsync([new(new("opportunity", small.Id), "sold")]);
        var refused = await Assert.ThrowsAnyAsync<CrmException>(() => later.Pipelines.MoveAsync([new(new("opportunity", large.Id), "sold")]));
        Assert.Equal(("pipeline.required-field", "approval"), (refused.Errors[0].Code, refused.Errors[0].Field));
    }

    [Theory]
    [InlineData("kind eq")]
    [InlineData("colour eq 'red'")]
    [InlineData("employeeCount eq 'many'")]
    [InlineData("parent.name eq 'x'")]
    [InlineData("any contacts")]
    [InlineData("custom.partner-level eq 'gold'")]
    public async Task Condition_that_cannot_be_asked_of_the_record_alone_is_refused_when_the_field_is_saved(string condition)
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(Partner with { IsRequired = false });
        await using var later = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => later.Administration.SaveFieldAsync(Partner with { ShownWhen = condition }));
        Assert.Equal(("catalog.condition-invalid", "shownWhen"), (refused.Error.Code, refused.Error.Field));
        Assert.Equal("kind eq 'partner'", (await later.Administration.FieldsAsync("account"))[0].ShownWhen);
    }

    [Fact]
    public async Task Field_that_decides_about_another_one_cannot_be_removed()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = "account", Key = "tier", Kind = FieldKind.Text, Label = new("Tier") });
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(Partner with { ShownWhen = "custom.tier ne null" });
        await using var later = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => later.Administration.RemoveFieldAsync("account", "tier"));
        Assert.Equal("catalog.in-use", refused.Error.Code);
        Assert.Contains("'partner-level'", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Condition_of_a_plugin_that_names_nothing_known_keeps_its_catalog_out_and_a_good_one_works()
    {
        static void Add(ICrmPluginBuilder plugin, string condition) => plugin.Fields<Account>(f => f.Add(Discount, "Discount", "折扣", d => d with { ShownWhen = condition, Section = FieldSection.Money }));
        await using var crm = new TestCrm();
        Assert.Equal("catalog.condition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", p => Add(p, "colour eq 'red'"))).Error.Code);
        crm.AddPlugin("test", p => Add(p, "annualRevenue gt 1000"));
        await using var opened = crm.OpenSession();
        Assert.Equal([Discount.Key], await opened.Records.UnaskedFieldsAsync(new Account { Name = "Small", AnnualRevenue = 10 }));
        Assert.Empty(await opened.Records.UnaskedFieldsAsync(new Account { Name = "Large", AnnualRevenue = 10_000 }));
    }

    [Fact]
    public async Task Trial_says_all_that_saving_would_refuse_and_writes_nothing()
    {
        await using var crm = new TestCrm();
        var taken = await crm.AddAsync(new Lead { Name = "Taken" });
        await using var session = crm.OpenSession();
        var changes = new ChangeSet { AllOrNothing = false };
        changes.Create(new Lead { Name = "Wrong", Email = "nobody", Score = 200 }).Create(new Lead { Name = " Fine ", Email = "ADA@EXAMPLE.COM" }).Patch(new("lead", taken.Id), new Dictionary<string, object?> { ["name"] = "Changed" });
        var tried = await session.Records.TryAsync(changes);
        Assert.Equal(["email:field.format", "score:field.range"], tried.Outcomes[0].Errors.Select(e => $"{e.Field}:{e.Code}").Order(StringComparer.Ordinal));
        Assert.Equal("nobody", ((Lead)tried.Outcomes[0].Record!).Email);
        Assert.Equal(("Fine", "ada@example.com"), (((Lead)tried.Outcomes[1].Record!).Name, ((Lead)tried.Outcomes[1].Record!).Email));
        Assert.Equal("Changed", ((Lead)tried.Outcomes[2].Record!).Name);

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.TryAsync(new ChangeSet().Create(new Lead { Name = "" })));
        Assert.Equal("field.required", refused.Error.Code);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.TryAsync(new ChangeSet().Delete(new("lead", Guid.CreateVersion7()))));
        Assert.Equal(["Taken"], (await session.Records.ListAsync(new Specification<Lead>())).Select(l => l.Name));
    }

    [Fact]
    public async Task Trial_within_a_unit_of_work_leaves_the_rest_of_it_as_it_is()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        await using (var work = await session.BeginAsync(TestContext.Current.CancellationToken))
        {
            await session.Records.CreateAsync(new Lead { Name = "Kept" });
            await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.TryAsync(new ChangeSet().Create(new Lead { Name = "" })));
            await session.Records.TryAsync(new ChangeSet().Create(new Lead { Name = "Tried" }));
            await work.CommitAsync(TestContext.Current.CancellationToken);
        }
        Assert.Equal(["Kept"], (await session.Records.ListAsync(new Specification<Lead>())).Select(l => l.Name));
    }
}
