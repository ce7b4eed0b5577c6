using CrmKit.Accounts;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Records;

public sealed class RelationTests
{
    private static readonly Field<Guid> Of = Field.Reference("test.account");

    private static void Configure(ICrmPluginBuilder plugin) =>
        plugin.RecordType("test.visit", t => t.Named("Visit", "Visits").Fields(f => f.Add(Of, "account", "Account", "客户")));

    [Fact]
    public async Task EXT_records_that_point_at_one_are_listed_by_relation_which_goes_and_comes_with_its_plugin()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var (acme, other) = (await crm.AddAsync(new Account { Name = "Acme" }), await crm.AddAsync(new Account { Name = "Other" }));
        await crm.AddAsync(new CustomRecord("test.visit", "One") { [Of] = acme.Id }, new CustomRecord("test.visit", "Two") { [Of] = acme.Id }, new CustomRecord("test.visit", "Three") { [Of] = other.Id });
        await crm.AddAsync(new Contact { LastName = "Ada", AccountId = acme.Id });
        await using (var session = crm.OpenSession())
        {
            var visits = await session.RelatedAsync(new RecordRef("account", acme.Id), "test.visit:test.account", new RecordQuery("test.visit") { OrderBy = "name", Filter = "name ne 'x' or name eq 'x'" });
            Assert.Equal(["One", "Two"], visits.Items.Select(v => ((CustomRecord)v).Name));
            Assert.Single((await session.RelatedAsync(new RecordRef("account", acme.Id), "contact:accountId")).Items);
        }

        crm.RemovePlugin("test");
        await using (var session = crm.OpenSession())
            Assert.Equal("catalog.relation-unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.RelatedAsync(new RecordRef("account", acme.Id), "test.visit:test.account"))).Error.Code);
        crm.AddPlugin("test", Configure);
        await using (var session = crm.OpenSession())
            Assert.Equal(2, (await session.RelatedAsync(new RecordRef("account", acme.Id), "test.visit:test.account")).Items.Count);
    }

    [Fact]
    public async Task Who_may_not_see_a_record_is_not_told_who_points_at_it()
    {
        await using var crm = new TestCrm(plugin: plugin => plugin.RecordType("test.visit", t => t.Named("Visit", "Visits").Fields(f => f.Add(Field.Reference("test.lead"), "lead", "Lead", null))));
        var lead = await crm.AddAsync(new Lead { Name = "Hidden" });
        await using var session = crm.OpenSession(await crm.AddUserAsync("Ada", "sales-rep"));
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.RelatedAsync(new RecordRef("lead", lead.Id), "test.visit:test.lead"))).Error.Code);
    }
}
