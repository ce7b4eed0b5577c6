using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Leads;

namespace CrmKit.Records;

public sealed class HandlerTests
{
    private static readonly Field<string> Note = Field.Text("test.note");
    private static readonly Field<decimal> Area = Field.Decimal("test.area");

    [Fact]
    public async Task EVT_normalisers_before_handlers_and_validators_run_in_this_order_and_see_both_images()
    {
        await using var crm = new TestCrm(plugin: p => p
            .Fields<Lead>(f => f.Add(Note, "Note"))
            .AddValidator<Appending.Validator>("lead").AddBeforeSave<Appending.Before>("lead").AddNormalizer<Appending.Normalizer>("lead"));
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        Assert.Equal("normalised, before a create", (await crm.FindAsync<Lead>(lead.Id))![Note]);

        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["score"] = 7L }));
        Assert.Equal("normalised, before an update of Ada", (await crm.FindAsync<Lead>(lead.Id))![Note]);
    }

    [Fact]
    public async Task EVT_a_validator_refuses_by_field_and_nothing_is_written()
    {
        await using var crm = new TestCrm(plugin: p => p.AddValidator<NoSundays>("lead"));
        var lead = new Lead { Name = "Sunday" };
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(lead));
        Assert.Equal(("test.sunday", "name", new RecordRef("lead", lead.Id)), (refused.Error.Code, refused.Error.Field, refused.Error.Record));
        Assert.Null(await crm.FindAsync<Lead>(lead.Id));
    }

    [Fact]
    public async Task EVT_FLT_a_handler_that_throws_refuses_by_name()
    {
        await using var crm = new TestCrm(plugin: p => p.AddBeforeSave<Failing>("lead"));
        var lead = new Lead { Name = "Ada" };
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(lead));
        Assert.Equal("record.handler-failed", refused.Error.Code);
        Assert.Contains("'Failing' of 'test'", refused.Error.Message);
        Assert.Contains("out of paper", refused.Error.Message);
        Assert.Null(await crm.FindAsync<Lead>(lead.Id));
    }

    [Fact]
    public async Task EVT_an_after_handler_adds_changes_to_the_same_transaction()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<MakesAccount>("lead"));
        await crm.AddAsync(new Lead { Name = "Ada", CompanyName = "Engines" });
        await using var session = crm.OpenSession();
        Assert.Equal(1, await session.Records.CountAsync(new Specification<Account>(a => a.Name == "Engines")));

        // When what it adds is refused, so is what caused it.
        var lead = new Lead { Name = "Ada", CompanyName = new string('x', 399) };
        await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(lead));
        Assert.Null(await crm.FindAsync<Lead>(lead.Id));
    }

    [Fact]
    public async Task EVT_FLT_a_handler_of_best_effort_that_fails_or_refuses_leaves_nothing_and_the_save_succeeds()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<Tries>("lead", order: 1, FailureRule.BestEffort).AddAfterSave<MakesAccount>("lead", order: 2));
        foreach (var name in (string[])["throws", "refuses", "asks for too much", "works"]) await crm.AddAsync(new Lead { Name = name, CompanyName = "Beside " + name });
        await using var session = crm.OpenSession();
        Assert.Equal(4, await session.Records.CountAsync(new Specification<Lead>()));
        Assert.Equal(["Beside asks for too much", "Beside refuses", "Beside throws", "Beside works", "By works"],
            (await session.Records.ListAsync(new Specification<Account>())).Select(a => a.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EVT_FLT_in_a_batch_each_record_is_saved_though_the_handler_of_best_effort_fails()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<Tries>("lead", onFailure: FailureRule.BestEffort));
        await using var session = crm.OpenSession();
        var result = await session.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Create(new Lead { Name = "refuses" }).Create(new Lead { Name = "Ada" }));
        Assert.All(result.Outcomes, o => Assert.True(o.IsSaved));
    }

    /// <summary>Writes first, then does as the lead's name says.</summary>
    [Saves("account")]
    private sealed class Tries : IAfterSave
    {
        public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
            {
                var name = ((Lead)change.After).Name;
                await context.Session.Records.CreateAsync(new Account { Name = "By " + name }, cancellationToken: cancellationToken);
                if (name == "throws") throw new InvalidOperationException("boom");
                if (name == "refuses") context.Refuse(change, new CrmError("test.no", "No."));
                if (name == "asks for too much") context.Also(new ChangeSet().Create(new Account { Name = new string('x', 399) }));
            }
        }
    }

    [Fact]
    public async Task EVT_without_all_or_nothing_an_after_handler_spoils_only_its_own_record()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<MakesAccount>("lead"));
        await using var session = crm.OpenSession();
        var changes = new ChangeSet { AllOrNothing = false };
        for (var i = 0; i < 9; i++) changes.Create(new Lead { Name = $"Lead {i}", CompanyName = i == 4 ? new string('x', 399) : $"Company {i}" });

        var result = await session.Records.SaveAsync(changes);

        Assert.Equal([4], result.Outcomes.Index().Where(o => !o.Item.IsSaved).Select(o => o.Index));
        Assert.Equal(8, await session.Records.CountAsync(new Specification<Lead>(_ => true)));
        Assert.Equal(8, await session.Records.CountAsync(new Specification<Account>(_ => true)));
    }

    [Fact]
    public async Task EVT_a_circle_of_handlers_is_named_with_its_chain()
    {
        await using var crm = new TestCrm(plugin: p => p.AddAfterSave<LeadToContact>("lead").AddAfterSave<ContactToLead>("contact"));
        var contact = await crm.AddAsync(new Contact { LastName = "King" });
        var lead = await crm.AddAsync(new Lead { Name = "Ada", ContactId = contact.Id });
        await using var session = crm.OpenSession();

        var refused = await Assert.ThrowsAsync<CrmRuleException>(() =>
            session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["city"] = "London" })));

        Assert.Equal("record.handler-cycle", refused.Error.Code);
        Assert.Contains("LeadToContact (lead) → ContactToLead (contact) → LeadToContact (lead)", refused.Error.Message);
        Assert.Null((await crm.FindAsync<Lead>(lead.Id))!.City);
    }

    [Fact]
    public async Task EVT_handlers_that_cause_ever_new_saves_are_stopped_at_the_limit()
    {
        await using var crm = new TestCrm(c => c.Configure(o => o.HandlerDepth = 5), p => p.AddAfterSave<Multiplies>("lead"));
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.CreateAsync(new Lead { Name = "Ada" }));
        Assert.Equal("record.handler-depth", refused.Error.Code);
        Assert.Equal(0, await session.Records.CountAsync(new Specification<Lead>(_ => true)));
    }

    [Fact]
    public async Task Custom_fields_are_stored_compared_and_checked()
    {
        await using var crm = new TestCrm(plugin: p => p.Fields<Lead>(f => f.Add(Area, "Area", configure: d => d with { Minimum = 0, IsUnique = true }).Add(Note, "Note")));
        var lead = await crm.AddAsync(new Lead { Name = "Ada", [Area] = 88.50m, [Note] = " n " });
        Assert.Equal((88.5m, "n"), ((await crm.FindAsync<Lead>(lead.Id))![Area]!.Value, (await crm.FindAsync<Lead>(lead.Id))![Note]));

        await using var session = crm.OpenSession();
        Dictionary<string, object?> Values(string key, object? value) => new() { [key] = value };
        async Task<string> CodeOf(ChangeSet changes) => (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(changes))).Error.Code;
        Assert.Equal("field.range", await CodeOf(new ChangeSet().Patch(new RecordRef("lead", lead.Id), Values("test.area", -1m))));
        Assert.Equal("field.type", await CodeOf(new ChangeSet().Patch(new RecordRef("lead", lead.Id), Values("test.area", "big"))));
        Assert.Equal("field.duplicate", await CodeOf(new ChangeSet().Create(new Lead { Name = "Second", [Area] = 88.5m })));
        Assert.Equal("catalog.field-unknown", await CodeOf(new ChangeSet().Create(new Lead { Name = "Third", [Field.Text("other.note")] = "x" })));

        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), Values("test.area", 88.5000m)));
        Assert.Equal(1, (await crm.FindAsync<Lead>(lead.Id))!.Version);
        await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), Values("test.area", null)));
        Assert.Equal("""{"test.area":[88.5,null]}""", (await session.Records.HistoryAsync(new RecordRef("lead", lead.Id)))[0].Changes);
    }

    private static class Appending
    {
        internal sealed class Normalizer : IRecordNormalizer
        {
            public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes) change.After[Note] = "normalised";
                return default;
            }
        }

        internal sealed class Before : IBeforeSave
        {
            public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes)
                    change.After[Note] += change.Before is Lead before ? $", before an update of {before.Name}" : ", before a create";
                return default;
            }
        }

        internal sealed class Validator : IRecordValidator
        {
            public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes)
                    if (change.After[Note]?.StartsWith("normalised, before", StringComparison.Ordinal) != true) context.Refuse(change, new CrmError("test.order", "Not in order."));
                return default;
            }
        }
    }

    private sealed class NoSundays : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (((Lead)change.After).Name == "Sunday") context.Refuse(change, new CrmError("test.sunday", "Closed.") { Field = "name" });
            return default;
        }
    }

    private sealed class Failing : IBeforeSave
    {
        public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken) => throw new IOException("out of paper");
    }

    [Saves("account")]
    private sealed class MakesAccount : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
            {
                var company = ((Lead)change.After).CompanyName;
                context.Also(new ChangeSet().Create(new Account { Name = company + (company!.Length > 300 ? " and sons" : "") }));
            }
            return default;
        }
    }

    [Saves("contact", "city", EndsByItself = true)]
    private sealed class LeadToContact : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (change is { Operation: RecordOperation.Update, After: Lead { ContactId: { } contact } lead })
                    context.Also(new ChangeSet().Patch(new RecordRef("contact", contact), new Dictionary<string, object?> { ["city"] = lead.City + "!" }));
            return default;
        }
    }

    [Saves("lead", "city", EndsByItself = true)]
    private sealed class ContactToLead : IAfterSave
    {
        public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
            {
                if (change is not { Operation: RecordOperation.Update, After: Contact contact }) continue;
                foreach (var lead in await context.Session.Records.ListAsync(new Specification<Lead>(l => l.ContactId == contact.Id), cancellationToken))
                    context.Also(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["city"] = contact.City + "!" }));
            }
        }
    }

    [Saves("lead", EndsByItself = true)]
    private sealed class Multiplies : IAfterSave
    {
        public ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            context.Also(new ChangeSet().Create(new Lead { Name = "Another" }));
            return default;
        }
    }
}
