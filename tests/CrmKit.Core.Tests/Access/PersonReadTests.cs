using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Access;

/// <summary>Who read which record about a person, on both databases.</summary>
public sealed class PersonReadTests
{
    [Fact]
    public async Task S157_Who_read_a_person_alone_stands_in_the_security_log_once_and_lists_do_not()
    {
        await using var crm = new TestCrm(c => c.Configure(o => o.PersonReadsAreLogged = true));
        var (ann, admin) = (await crm.AddUserAsync("Ann", "sales-manager"), await crm.AddUserAsync("Ada", "administrator"));
        Contact read, other;
        Lead lead;
        await using (var session = crm.OpenSession())
        {
            var account = await session.Records.CreateAsync(new Account { Name = "No person" });
            (read, other) = (await session.Records.CreateAsync(new Contact { LastName = "Read", AccountId = account.Id }), await session.Records.CreateAsync(new Contact { LastName = "Other" }));
            lead = await session.Records.CreateAsync(new Lead { Name = "Asked for" });
            await session.Records.GetAsync<Contact>(read.Id); // the system is nobody
        }
        await using (var session = crm.OpenSession(ann))
        {
            await session.Records.GetAsync<Contact>(read.Id);
            await session.Records.FindAsync(new RecordRef("contact", read.Id));
            await session.Records.QueryAsync(new RecordQuery("lead") { Filter = $"id eq '{lead.Id}'", Size = 1 });
            await session.Records.GetAsync<Account>(read.AccountId!.Value);
            Assert.Equal(2, (await session.Records.ListAsync(new Specification<Contact>())).Count);
            Assert.Null(await session.Records.FindAsync<Contact>(Guid.NewGuid()));
        }

        var noted = await LoggedAsync(crm, admin, new SecurityLogQuery(SecurityKinds.PersonRead));
        Assert.Equal([(ann.Id, $"contact/{read.Id}"), (ann.Id, $"lead/{lead.Id}")], noted.OrderBy(e => e.Detail).Select(e => (e.UserId!.Value, e.Detail!)));
        Assert.Equal(ann.Id, Assert.Single(await LoggedAsync(crm, admin, new SecurityLogQuery { Record = new RecordRef("contact", read.Id) })).UserId);
        Assert.Empty(await LoggedAsync(crm, admin, new SecurityLogQuery { Record = new RecordRef("contact", other.Id) }));
    }

    [Fact]
    public async Task S157_Nothing_is_noted_of_reads_before_somebody_wants_it_and_that_everything_was_given_out_always()
    {
        await using var crm = new TestCrm();
        var admin = await crm.AddUserAsync("Ada", "administrator");
        var given = new RecordRef("contact", (await crm.AddAsync(new Contact { LastName = "Given" })).Id);
        await using (var session = crm.OpenSession(admin))
        {
            await session.Records.GetAsync(given);
            var link = await session.Persons.RequestExportAsync(given);
            await session.Persons.WriteExportAsync(link.Token, Stream.Null);
        }
        var noted = Assert.Single(await LoggedAsync(crm, admin, new SecurityLogQuery { Record = given }));
        Assert.Equal((SecurityKinds.PersonExported, admin.Id), (noted.Kind, noted.UserId));
    }

    private static async Task<IReadOnlyList<SecurityEvent>> LoggedAsync(TestCrm crm, User admin, SecurityLogQuery query)
    {
        await using var session = crm.OpenSession(admin);
        return [.. (await crm.Services.GetRequiredService<ISecurityLog>().ListAsync(session, query)).Select(e => e.Happened)];
    }
}
