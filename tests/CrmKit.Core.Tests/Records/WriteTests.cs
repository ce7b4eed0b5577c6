using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;

namespace CrmKit.Records;

public sealed class WriteTests
{
    [Fact]
    public async Task A_new_record_has_version_1_stamps_and_the_first_stage()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "  Ada Lovelace ", Email = " ADA@Example.com" });

        var stored = await crm.FindAsync<Lead>(lead.Id);
        Assert.NotNull(stored);
        Assert.Equal((1, "Ada Lovelace", "ada@example.com", "new"), (stored.Version, stored.Name, stored.Email, stored.StageKey));
        Assert.Equal(crm.Clock.Now, stored.CreatedAt);
        Assert.Null(stored.CreatedById);
    }

    [Theory]
    [InlineData("45", null)]
    [InlineData("45.0", null)]
    [InlineData("45.5", "field.type")]
    [InlineData("4000000000", "field.range")]
    public async Task A_percentage_kept_as_a_whole_number_takes_whole_numbers_of_any_type(string text, string? code)
    {
        await using var crm = new TestCrm();
        var sale = await crm.AddAsync(new Opportunity { Name = "Deal" });
        await using var session = crm.OpenSession();
        var values = new Dictionary<string, object?> { ["probabilityOverridePercent"] = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) };
        var outcome = (await session.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Patch(new RecordRef("opportunity", sale.Id), values))).Outcomes[0];
        Assert.Equal(code, outcome.Errors.Count == 0 ? null : outcome.Errors[0].Code);
        Assert.Equal(code is null ? 45 : null, (await crm.FindAsync<Opportunity>(sale.Id))!.ProbabilityOverridePercent);
    }

    [Fact]
    public async Task The_callers_own_object_is_not_touched()
    {
        await using var crm = new TestCrm();
        var mine = new Lead { Name = " Ada " };
        await crm.AddAsync(mine);
        Assert.Equal((0, " Ada "), (mine.Version, mine.Name));
    }

    [Fact]
    public async Task A_stale_update_is_a_conflict_and_changes_nothing()
    {
        await using var crm = new TestCrm();
        var first = await crm.AddAsync(new Lead { Name = "Ada" });
        var second = (await crm.FindAsync<Lead>(first.Id))!;
        await using var session = crm.OpenSession();

        first.Name = "Ada King";
        Assert.Equal(2, (await session.Records.UpdateAsync(first)).Version);
        second.Name = "Ada Byron";
        var refused = await Assert.ThrowsAsync<CrmConflictException>(() => session.Records.UpdateAsync(second));

        Assert.Equal("record.conflict", refused.Error.Code);
        Assert.Equal("Ada King", (await crm.FindAsync<Lead>(first.Id))!.Name);
    }

    [Fact]
    public async Task Every_failure_of_a_change_set_is_told_at_once_and_nothing_is_written()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var good = new Lead { Name = "Good" };
        var changes = new ChangeSet()
            .Create(good)
            .Create(new Lead { Name = "Ada", Email = "no address", Score = 101 })
            .Create(new Lead { Name = new string('x', 500), AccountId = Guid.NewGuid() })
            .Create(new Lead { Name = "a\0b", EstimatedAmount = 1_000_000_000_000_000m })
            .Create(new Account { Name = " " });

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(changes));

        Assert.Equal(
            ["1 email field.format", "1 score field.range", "2 accountId field.reference-missing", "2 name field.too-long", "3 estimatedAmount field.range", "3 name field.control-character", "4 name field.required"],
            refused.Errors.Select(e => $"{e.Index} {e.Field} {e.Code}").Order(StringComparer.Ordinal));
        Assert.Null(await crm.FindAsync<Lead>(good.Id));
    }

    [Fact]
    public async Task Without_all_or_nothing_the_rest_is_written()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var (bad, account) = (new Lead { Name = "" }, new Account { Name = "" });
        var changes = new ChangeSet { AllOrNothing = false }
            .Create(new Lead { Name = "One" })
            .Create(bad)
            .Create(account)
            .Create(new Lead { Name = "Points at what is refused", AccountId = account.Id })
            .Create(new Lead { Name = "Two" });

        var result = await session.Records.SaveAsync(changes);

        Assert.Equal([true, false, false, false, true], result.Outcomes.Select(o => o.IsSaved));
        Assert.Equal("field.reference-missing", result.Outcomes[3].Errors[0].Code);
        Assert.Null(await crm.FindAsync<Lead>(bad.Id));
        Assert.Equal("Two", (await crm.FindAsync<Lead>(result.Outcomes[4].Ref.Id))!.Name);
    }

    [Fact]
    public async Task A_patch_refuses_unknown_fields_wrong_types_and_what_only_the_engine_writes()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        var values = new Dictionary<string, object?>
        {
            ["colour"] = "red", ["score"] = "ten", ["stage"] = "won", ["version"] = 7L, ["rating"] = "boiling", ["name"] = "Changed",
        };

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), values)));

        Assert.Equal(["catalog.field-unknown", "field.read-only", "field.read-only", "field.type"],
            refused.Errors.Select(e => e.Code).Where(c => c != "field.option").Order(StringComparer.Ordinal));
        Assert.Equal("Ada", (await crm.FindAsync<Lead>(lead.Id))!.Name);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "Ada", Score = 5 });
        await using var session = crm.OpenSession();
        var result = await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["score"] = 5, ["name"] = "Ada " }));

        Assert.True(result.Outcomes[0].IsSaved);
        Assert.Equal(1, (await crm.FindAsync<Lead>(lead.Id))!.Version);
        Assert.Single(await session.Records.HistoryAsync(new RecordRef("lead", lead.Id)));
    }

    [Fact]
    public async Task The_audit_says_who_changed_what_from_what_to_what()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "Ada", Score = 5 });
        await using var session = crm.OpenSession("night job");
        await session.Records.SaveAsync(new ChangeSet { Reason = "scored" }.Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["score"] = 50L }, expectedVersion: 1));

        var latest = (await session.Records.HistoryAsync(new RecordRef("lead", lead.Id)))[0];

        Assert.Equal(("night job", "scored", 2, RecordOperation.Update), (latest.ActorName, latest.Reason, latest.RecordVersion, latest.Operation));
        Assert.Equal("""{"score":[5,50]}""", latest.Changes);
    }

    [Fact]
    public async Task External_ids_are_unique_in_the_batch_and_in_the_database()
    {
        await using var crm = new TestCrm();
        await crm.AddAsync(new Account { Name = "First", ExternalId = "A-1" });
        await using var session = crm.OpenSession();
        var changes = new ChangeSet()
            .Create(new Account { Name = "Second", ExternalId = "A-1" })
            .Create(new Account { Name = "Third", ExternalId = "A-2" })
            .Create(new Account { Name = "Fourth", ExternalId = "A-2" });

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(changes));

        Assert.Equal([(0, "field.duplicate"), (2, "field.duplicate")], refused.Errors.Select(e => (e.Index!.Value, e.Code)).Order());
    }

    [Fact]
    public async Task A_record_may_point_at_another_of_the_same_change_set()
    {
        await using var crm = new TestCrm();
        var account = new Account { Name = "Analytical Engines" };
        var saved = await crm.AddAsync(new Contact { LastName = "Lovelace", AccountId = account.Id }, account);
        Assert.Equal(2, saved.Count);
    }

    [Fact]
    public async Task The_same_record_twice_in_a_change_set_is_refused()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        var record = new RecordRef("lead", lead.Id);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() =>
            session.Records.SaveAsync(new ChangeSet().Patch(record, new Dictionary<string, object?> { ["score"] = 1L }).Delete(record)));
        Assert.Equal("record.repeated", refused.Error.Code);
    }

    [Fact]
    public async Task Parts_are_deleted_and_restored_with_their_parent_and_only_those()
    {
        await using var crm = new TestCrm();
        var order = await crm.AddAsync(new Order { Name = "Order" });
        var early = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Taken out before", Quantity = 1, UnitPrice = 1 });
        var late = await crm.AddAsync(new OrderLine { OrderId = order.Id, Description = "Stays", Quantity = 1, UnitPrice = 2 });
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("order-line", early.Id));
        crm.Clock.Advance(TimeSpan.FromMinutes(1));

        await session.Records.DeleteAsync(new RecordRef("order", order.Id));
        Assert.Null(await crm.FindAsync<Order>(order.Id));
        Assert.Null(await crm.FindAsync<OrderLine>(late.Id));
        var part = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("order-line", late.Id))));
        Assert.Equal("record.parent-deleted", part.Error.Code);

        await session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("order", order.Id)));
        Assert.NotNull(await crm.FindAsync<Order>(order.Id));
        Assert.NotNull(await crm.FindAsync<OrderLine>(late.Id));
        Assert.Null(await crm.FindAsync<OrderLine>(early.Id));
    }

    [Fact]
    public async Task Absent_and_deleted_records_are_not_found()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("lead", lead.Id));

        var deleted = await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.DeleteAsync(new RecordRef("lead", lead.Id)));
        var absent = await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Records.DeleteAsync(new RecordRef("lead", Guid.NewGuid())));
        Assert.Equal(("record.not-found", "record.not-found"), (deleted.Error.Code, absent.Error.Code));
    }
}
