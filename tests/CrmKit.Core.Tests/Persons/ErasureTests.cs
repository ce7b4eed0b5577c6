using System.Text;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Behaviour;
using CrmKit.Cases;
using CrmKit.Effects;
using CrmKit.Events;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Persons;

public sealed class ErasureTests : IAsyncDisposable
{
    private static readonly string[] Secrets = ["Zerbinetta", "Quastenflosser", "zerbi@opera.example", "13912345678", "Ariadnegasse", "Naxosferien", "naxos-vip", "Bacchusnote"];

    private readonly TestCrm _crm = new(plugin: plugin => plugin
        .RecordType("test.visit", type => type.Named("Visit", "Visits", "到访").Fields(f => f
            .Add(Field.Reference("test.visit.guest"), "contact", "Guest", "客人")
            .Add(Field.Text("test.visit.wish"), "Wish", "愿望", d => d with { IsPersonal = true })
            .Add(Field.Text("test.visit.room"), "Room", "房间")))
        .Fields<Contact>(f => f.Add(Field.Text("test.status"), "Status", "状态"))
        .AddPersonData<GuestBook>());

    public ErasureTests() => GuestBook.Guests.Clear();

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task A100_erased_person_is_in_no_row_no_history_no_index_no_queue_and_no_file_of_the_database()
    {
        var zerbinetta = await FullPersonAsync();
        await using (var session = _crm.OpenSession())
        {
            Assert.NotEmpty((await session.Search.FindAsync(new("Zerbinetta"))).Results);
            var report = await session.Persons.EraseAsync(new RecordRef("contact", zerbinetta));
            Assert.Equal(3, report.Persons.Count); // the contact, what was merged into it, the lead it was
            Assert.Equal(["account-contact", "case", "note", "phone-call", "test.visit"], report.Records.Keys.Order());
            Assert.Subset(report.Traces.Keys.ToHashSet(), new HashSet<string> { "audit", "behaviour", "outbox", "test" });
            Assert.Empty(await session.Persons.ScrubAsync());
            Assert.Empty((await session.Search.FindAsync(new("Zerbinetta"))).Results);
            Assert.Empty((await session.Search.FindAsync(new("Zerbinetto"))).Results); // nor is it what a typing error means
        }
        Assert.Empty(GuestBook.Guests);
        await _crm.Services.DisposeAsync();
        foreach (var file in _crm.Database.Files())
        {
            var content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            foreach (var secret in Secrets)
                foreach (var form in new[] { secret, secret.ToLowerInvariant(), new string([.. secret.ToLowerInvariant().Reverse()]) })
                    Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form)) < 0, $"'{form}' is in {Path.GetFileName(file)}.");
        }
    }

    [Fact]
    public async Task What_others_are_in_stays_with_all_that_is_about_them()
    {
        var id = await FullPersonAsync();
        var bob = await _crm.AddAsync(new Contact { LastName = "Bob Quastenflosser", Email = "bob@opera.example" });
        await using (var session = _crm.OpenSession())
        {
            await session.Persons.EraseAsync(new RecordRef("contact", id));
            var kept = Assert.Single(await session.Records.ListAsync(new Specification<SupportCase>()));
            Assert.Equal((PersonEraser.Blank, null, id), (kept.Subject, kept.Description, kept.ContactId));
            Assert.Equal(CasePriority.High, kept.Priority);
            var visit = Assert.Single(await session.Records.ListAsync(new Specification<CustomRecord>().OfType("test.visit")));
            Assert.Equal((null, "12"), (visit.Custom.Text("test.visit.wish"), visit.Custom.Text("test.visit.room")));
            Assert.Contains((await session.Search.FindAsync(new("Quastenflosse"))).Results, h => h.Record.Id == bob.Id); // a word that somebody else has stays known
            var history = await session.Records.HistoryAsync(new RecordRef("case", kept.Id));
            Assert.Contains(history, h => h.Changes.Contains("priority", StringComparison.Ordinal));
            Assert.DoesNotContain(history, h => h.Changes.Contains("subject", StringComparison.Ordinal));
        }
        Assert.Equal("bob@opera.example", (await _crm.FindAsync<Contact>(bob.Id))!.Email);
        Assert.Null(await _crm.FindAsync<Contact>(id));
    }

    [Fact]
    public async Task Erased_person_does_not_come_back()
    {
        var id = await FullPersonAsync();
        await using var session = _crm.OpenSession();
        await session.Persons.EraseAsync(new RecordRef("contact", id));
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Records.SaveAsync(new ChangeSet().Restore(new RecordRef("contact", id))));
        Assert.Equal("person.erased", refused.Error.Code);
    }

    [Fact]
    public async Task What_was_to_be_sent_to_the_erased_person_is_not_sent()
    {
        var id = await FullPersonAsync();
        await using (var session = _crm.OpenSession()) await session.Persons.EraseAsync(new RecordRef("contact", id));
        MailBox.Sent.Clear();
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Empty(MailBox.Sent);
    }

    [Fact]
    public async Task Person_whom_an_older_backup_brings_back_is_erased_again_by_the_hash_alone()
    {
        var (id, other) = (await FullPersonAsync(), (await _crm.AddAsync(new Contact { LastName = "Echo" })).Id);
        await using var session = _crm.OpenSession();
        var hash = ErasureHash.Of(session.TenantId, new RecordRef("contact", id));
        Assert.Equal(1, await session.Persons.EraseAgainAsync([hash]));
        Assert.Equal(0, await session.Persons.EraseAgainAsync([hash]));
        Assert.Contains(hash, await session.Persons.ErasuresAsync());
        Assert.Null(await _crm.FindAsync<Contact>(id));
        Assert.NotNull(await _crm.FindAsync<Contact>(other));
    }

    [Fact]
    public async Task Erasure_that_a_plugin_cannot_finish_leaves_everything_as_it_was()
    {
        var id = await FullPersonAsync();
        GuestBook.Guests.Add("broken");
        await using var session = _crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Persons.EraseAsync(new RecordRef("contact", id)));
        Assert.Equal("person.plugin-failed", refused.Error.Code);
        Assert.Equal("zerbi@opera.example", (await _crm.FindAsync<Contact>(id))!.Email);
        Assert.Empty(await session.Persons.ErasuresAsync());
    }

    [Fact]
    public async Task Only_who_administers_people_erases_them_or_gives_their_data_out()
    {
        var id = await FullPersonAsync();
        var seller = await _crm.AddUserAsync("Ann", "sales-rep");
        await using var session = _crm.OpenSession(seller);
        var person = new RecordRef("contact", id);
        foreach (var act in new Func<Task>[] { () => session.Persons.EraseAsync(person), () => session.Persons.RequestExportAsync(person), () => session.Persons.ScrubAsync(), () => session.Persons.ErasuresAsync(), () => session.Persons.EraseAgainAsync(["x"]) })
            Assert.Equal("person.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(act)).Error.Code);
        await using var system = _crm.OpenSession();
        Assert.Equal("person.type", (await Assert.ThrowsAsync<CrmValidationException>(() => system.Persons.EraseAsync(new RecordRef("account", id)))).Error.Code);
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => system.Persons.EraseAsync(new RecordRef("contact", Guid.NewGuid())))).Error.Code);
        Assert.NotNull(await _crm.FindAsync<Contact>(id));
    }

    // Somebody who left traces wherever CrmKit keeps any.
    private async Task<Guid> FullPersonAsync()
    {
        _crm.AddPlugin("mail", plugin => plugin.AddEffectExecutor<MailBox>("mail"));
        var account = await _crm.AddAsync(new Account { Name = "Opera" });
        var lead = await _crm.AddAsync(new Lead { Name = "Zerbinetta Quastenflosser", Email = "zerbi@opera.example", CompanyName = "Opera", NeedDescription = "Naxosferien" });
        await using var session = _crm.OpenSession();
        var contact = await session.Records.CreateAsync(new Contact
        {
            FirstName = "Zerbinetta", LastName = "Lehmann", Email = "zerbi@opera.example", Mobile = "+8613912345678", Street = "Ariadnegasse 7", AccountId = account.Id,
            Custom = CustomValues.Empty.With("test.status", "naxos-vip"),
        });
        contact.LastName = "Quastenflosser";
        await session.Records.UpdateAsync(contact);
        lead.ContactId = contact.Id;
        await session.Records.UpdateAsync(lead);
        var twin = await session.Records.CreateAsync(new Contact { LastName = "Quastenflosser", Email = "zerbi@opera.example" });
        await session.Records.MergeAsync([new MergeRequest(new RecordRef("contact", contact.Id), new RecordRef("contact", twin.Id))]);
        var supportCase = await session.Records.CreateAsync(new SupportCase { Subject = "Zerbinetta cannot sign in", Description = "Bacchusnote", ContactId = contact.Id, Priority = CasePriority.High });
        await session.Records.CreateAsync(new AccountContact { AccountId = account.Id, ContactId = contact.Id, Note = "Bacchusnote" });
        await session.Records.CreateAsync(new Note { Subject = "Zerbinetta", Body = "Naxosferien with bob@opera.example", RegardingType = "contact", RegardingId = contact.Id });
        await session.Records.CreateAsync(new PhoneCall { Subject = "About the case", Body = "Bacchusnote", PhoneNumber = "+8613912345678", RegardingType = "case", RegardingId = supportCase.Id, ContactId = contact.Id });
        await session.Records.CreateAsync(new CustomRecord("test.visit", "Visit") { Custom = CustomValues.Empty.With("test.visit.guest", contact.Id).With("test.visit.wish", "Naxosferien").With("test.visit.room", "12") });
        await session.Behaviour.RecordAsync([new BehaviourSignal { Source = "site", Key = "1", Kind = "view", Page = "/naxos-vip", Identities = [new(IdentityKind.Email, "zerbi@opera.example")] }]);
        await _crm.Services.GetRequiredService<IDispatcher>().DrainAsync();
        await session.Effects.RequestAsync([new EffectRequest("mail", "welcome/zerbi@opera.example", JsonSerializer.SerializeToElement(new { to = "zerbi@opera.example", text = "Dear Zerbinetta" }))]);
        GuestBook.Guests.Add("zerbi@opera.example");
        return contact.Id;
    }

    private sealed class GuestBook : IPersonData
    {
        public static List<string> Guests { get; } = [];

        public ValueTask ExportAsync(PersonExportContext context, CancellationToken cancellationToken)
        {
            context.Add("guestbook", JsonSerializer.SerializeToElement(Guests.Intersect(context.Identifiers)));
            return default;
        }

        public ValueTask EraseAsync(PersonErasureContext context, CancellationToken cancellationToken)
        {
            if (Guests.Contains("broken")) throw new IOException("The book is on fire.");
            context.Erased(Guests.RemoveAll(context.Identifiers.Contains));
            return default;
        }
    }

    private sealed class MailBox : IEffectExecutor
    {
        public static List<string> Sent { get; } = [];

        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken)
        {
            Sent.Add(effect.Key);
            return default;
        }
    }
}
