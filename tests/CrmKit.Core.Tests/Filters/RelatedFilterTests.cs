using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Filters;

public sealed class RelatedFilterTests
{
    [Fact]
    public async Task Records_are_asked_about_those_that_point_at_them()
    {
        await using var crm = new TestCrm();
        var (one, two, none) = (await crm.AddAsync(new Account { Name = "One" }), await crm.AddAsync(new Account { Name = "Two" }), await crm.AddAsync(new Account { Name = "None" }));
        var ada = await crm.AddAsync(new Contact { LastName = "Ada", AccountId = one.Id, Email = "ada@example.com" });
        await crm.AddAsync(new Contact { LastName = "Bob", AccountId = two.Id }, new Contact { LastName = "Eve", AccountId = two.Id, Email = "eve@example.com" });
        await crm.AddAsync(new Note { Subject = "Visit", RegardingType = "account", RegardingId = two.Id }, new Note { Subject = "Call", RegardingType = "contact", RegardingId = ada.Id });
        var gone = await crm.AddAsync(new Contact { LastName = "Gone", AccountId = none.Id });
        await using var session = crm.OpenSession();
        await session.Records.DeleteAsync(new RecordRef("contact", gone.Id), cancellationToken: TestContext.Current.CancellationToken);

        foreach (var (filter, names) in new[]
        {
            ("any('contact:accountId')", "One Two"),
            ("none('contact:accountId')", "None"),
            ("not any('contact:accountId', lastName eq 'Ada' or lastName eq 'Bob')", "None"),
            ("count('contact:accountId') ge 2", "Two"),
            ("count('contact:accountId', email ne null) eq 1", "One Two"),
            ("not count('contact:accountId') gt 0 or name eq 'One'", "None One"),
            ("any(notes, subject eq 'Visit')", "Two"),
            ("none(notes) and any('contact:accountId')", "One"),
            ("any('contact:accountId', account.name eq 'One')", "One"),
        })
        {
            var page = await session.Records.QueryAsync(new RecordQuery("account") { Filter = filter, OrderBy = "name" }, TestContext.Current.CancellationToken);
            Assert.Equal((filter, names), (filter, string.Join(' ', page.Items.Cast<Account>().Select(a => a.Name))));
        }
    }

    [Theory]
    [InlineData("any(nothing)", "filter.relation-unknown")]
    [InlineData("any('lead:nothing')", "filter.relation-unknown")]
    [InlineData("any('contact:accountId', nmae eq 'x')", "filter.field-unknown")]
    [InlineData("any()", "filter.syntax")]
    [InlineData("any('contact:accountId'", "filter.syntax")]
    [InlineData("any('contact:accountId',)", "filter.syntax")]
    [InlineData("count('contact:accountId')", "filter.syntax")]
    [InlineData("count('contact:accountId') contains 1", "filter.syntax")]
    [InlineData("count('contact:accountId') gt 1.5", "filter.syntax")]
    [InlineData("count('contact:accountId') gt -1", "filter.syntax")]
    public async Task Wrong_relations_say_what_is_wrong(string filter, string code)
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        Assert.Equal(code, (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.QueryAsync(new RecordQuery("account") { Filter = filter }, TestContext.Current.CancellationToken))).Errors[0].Code);
    }

    [Fact]
    public async Task A004_Records_that_the_caller_may_not_read_do_not_count_and_hidden_fields_are_not_asked()
    {
        await using var crm = new TestCrm(plugin: p => p.Role(new RoleDefinition
        {
            Key = "test.own",
            Label = new("Own"),
            Permissions = [new("account", Operations.Read, AccessScope.All), new("contact", Operations.Read, AccessScope.Own)],
            Restrictions = [new("contact", "email", CanRead: false, CanWrite: false)],
        }));
        var account = await crm.AddAsync(new Account { Name = "One" });
        await crm.AddAsync(new Contact { LastName = "Canary", AccountId = account.Id, Email = "x@example.com" });
        await using var session = crm.OpenSession(await crm.AddUserAsync("U", "test.own"));
        var page = await session.Records.QueryAsync(new RecordQuery("account") { Filter = "any('contact:accountId', lastName eq 'Canary')" }, TestContext.Current.CancellationToken);
        Assert.Empty(page.Items);
        Assert.Equal("filter.field-forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() =>
            session.Records.QueryAsync(new RecordQuery("account") { Filter = "any('contact:accountId', email ne null)" }, TestContext.Current.CancellationToken))).Errors[0].Code);
    }
}
