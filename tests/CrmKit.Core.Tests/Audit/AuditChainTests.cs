using CrmKit.Backups;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CrmKit.Audit;

public sealed class AuditChainTests : IAsyncLifetime
{
    private readonly TestCrm _crm = new(crm => crm.Configure(o => o.AuditAge = TimeSpan.FromDays(30)));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        for (var i = 1; i <= 3; i++)
        {
            await _crm.AddAsync(Enumerable.Range(0, 4).Select(n => new Lead { Name = $"Lead {i}.{n}" }));
            await SealAsync();
            _crm.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task Untouched_audit_is_whole_and_says_where_it_ends()
    {
        var told = await VerifyAsync();
        Assert.True(told.IsWhole, told.Flaw?.ToString());
        Assert.Equal((12, 0, 0, null), (told.Entries, told.Unsealed, told.Erased, told.KeptSince));
        Assert.True(AuditHead.TryParse(told.Head!.ToString(), out var parsed));
        Assert.Equal(told.Head, parsed);

        await _crm.AddAsync(new Lead { Name = "Too new to be sealed" });
        var later = await VerifyAsync(told.Head);
        Assert.True(later.IsWhole);
        Assert.Equal(1, later.Unsealed);
        await SealAsync();
        Assert.Equal((13, 0), ((await VerifyAsync(told.Head)).Entries, (await VerifyAsync()).Unsealed));
    }

    [Fact]
    public async Task A100_A101_Erasing_a_person_empties_entries_with_reason_and_the_chain_stays_whole()
    {
        var lead = new Lead { Name = "Zerbinetta", Email = "zerbi@example.org" };
        await _crm.AddAsync(lead);
        await SealAsync();
        await using (var session = _crm.OpenSession()) await session.Persons.EraseAsync(new RecordRef("lead", lead.Id));
        await SealAsync();
        var told = await VerifyAsync();
        Assert.True(told.IsWhole, told.Flaw?.ToString());
        Assert.True(told.Erased > 0);
        Assert.Equal(0, told.Unsealed);
    }

    [Fact]
    public async Task F23_A101_A_restored_audit_is_sealed_from_its_beginning()
    {
        await using var other = new TestCrm();
        using var backup = new MemoryStream();
        await using (var session = _crm.OpenSession()) await session.Backups.WriteAsync(backup, isWhole: true);
        backup.Position = 0;
        await using (var session = other.OpenSession())
        {
            await session.Backups.RestoreAsync(backup, new RestoreOptions { IsWhole = true });
            var restored = await session.Audit.VerifyAsync(null);
            Assert.True(restored.IsWhole, restored.Flaw?.ToString());
            Assert.Equal((0, 13), (restored.Entries, restored.Unsealed)); // and that it was restored
        }
    }

    [Theory]
    [InlineData("UPDATE crm_audit_entry SET changes = '{}' WHERE sequence = 6", AuditFlawKind.EntryChanged, 6L)]
    [InlineData("UPDATE crm_audit_entry SET at = '2020-01-01 00:00:00' WHERE sequence >= 7", AuditFlawKind.EntryChanged, 7L)]
    [InlineData("UPDATE crm_audit_entry SET actor_name = 'somebody else' WHERE sequence = 1", AuditFlawKind.EntryChanged, 1L)]
    [InlineData("UPDATE crm_audit_entry SET address = '203.0.113.7' WHERE sequence = 12", AuditFlawKind.EntryChanged, 12L)]
    [InlineData("DELETE FROM crm_audit_entry WHERE sequence = 8", AuditFlawKind.EntryMissing, 8L)]
    [InlineData("DELETE FROM crm_audit_entry WHERE sequence >= 10", AuditFlawKind.EntryMissing, 10L)]
    [InlineData("DELETE FROM crm_audit_entry", AuditFlawKind.EntryMissing, 1L)]
    [InlineData("UPDATE crm_audit_entry SET sequence = -5 WHERE sequence = 5; UPDATE crm_audit_entry SET sequence = 5 WHERE sequence = 6; UPDATE crm_audit_entry SET sequence = 6 WHERE sequence = -5", AuditFlawKind.EntryChanged, 5L)]
    [InlineData("UPDATE crm_audit_seal SET sealed_at = '2020-01-01 00:00:00' WHERE number = 2", AuditFlawKind.SealChanged, null)]
    [InlineData("UPDATE crm_audit_seal SET entries = NULL WHERE number = 2", AuditFlawKind.SealChanged, null)]
    [InlineData("DELETE FROM crm_audit_seal WHERE number = 2", AuditFlawKind.SealMissing, null)]
    [InlineData("DELETE FROM crm_audit_seal WHERE number = 1", AuditFlawKind.SealMissing, null)]
    public async Task A101_First_thing_that_somebody_did_in_the_database_is_named(string tampering, AuditFlawKind kind, long? sequence)
    {
        await _crm.Database.ExecuteAsync(tampering);
        var flaw = (await VerifyAsync()).Flaw;
        Assert.Equal((kind, sequence), (flaw!.Kind, flaw.Sequence));
        if (kind is AuditFlawKind.EntryChanged) Assert.Equal(sequence, flaw.Entry?.Sequence);
    }

    [Fact]
    public async Task A101_Entry_put_where_the_other_tenants_numbers_were_is_named()
    {
        await using (var other = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other")) await other.Records.CreateAsync(new Lead { Name = "Elsewhere" }, cancellationToken: Cancellation);
        var lead = await _crm.AddAsync(new Lead { Name = "Later" });
        await SealAsync();
        await _crm.Database.ExecuteAsync($"UPDATE crm_audit_entry SET tenant_id = 'default', record_id = '{Id(lead.Id)}' WHERE sequence = 13");
        var flaw = (await VerifyAsync()).Flaw!;
        Assert.Equal((AuditFlawKind.EntryAdded, 13L, 4L), (flaw.Kind, flaw.Sequence, flaw.Seal));
    }

    [Fact]
    public async Task A101_Tail_that_was_cut_off_with_its_seals_is_missed_by_whoever_kept_the_end()
    {
        var kept = (await VerifyAsync()).Head;
        await _crm.Database.ExecuteAsync("DELETE FROM crm_audit_entry WHERE sequence >= 9; DELETE FROM crm_audit_seal WHERE number = 3");
        Assert.True((await VerifyAsync()).IsWhole); // what is left says nothing of what was
        Assert.Equal((AuditFlawKind.HeadMissing, 3), ((await VerifyAsync(kept)).Flaw!.Kind, (await VerifyAsync(kept)).Flaw!.Seal));

        await _crm.AddAsync(new Lead { Name = "Afterwards" }); // and a new seal 3 is another one
        await SealAsync();
        Assert.Equal(AuditFlawKind.HeadMissing, (await VerifyAsync(kept)).Flaw!.Kind);
    }

    [Fact]
    public async Task Entries_older_than_the_audit_is_kept_go_and_the_rest_stays_a_whole_chain()
    {
        var head = (await VerifyAsync()).Head;
        _crm.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(90)); // the first two seals are too old, the third is not
        var upkeep = _crm.Services.GetServices<IHostedService>().OfType<AuditUpkeep>().Single();
        await upkeep.ForgetAsync(Cancellation);
        await SealAsync();
        var told = await VerifyAsync(head);
        Assert.True(told.IsWhole, told.Flaw?.ToString());
        Assert.Equal((4 + 1, 0), (told.Entries, told.Unsealed)); // and the entry that says so
        Assert.NotNull(told.KeptSince);
        await using var session = _crm.OpenSession();
        Assert.Contains("\"forgotten\":8", Assert.Single((await session.Audit.SearchAsync(new AuditQuery { RecordType = "audit-retention" }, Cancellation)).Items).Changes, StringComparison.Ordinal);

        var forgotten = (await session.Records.ListAsync(new Specification<Lead>(l => l.Name == "Lead 1.0"), Cancellation))[0];
        Assert.Equal("Lead 1.0", ((Lead)(await session.Audit.AsAtAsync(new RecordRef("lead", forgotten.Id), _crm.Clock.Now, Cancellation)).Record).Name);
        Assert.Equal("audit.forgotten", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Audit.AsAtAsync(new RecordRef("lead", forgotten.Id), _crm.Clock.Now.AddYears(-1), Cancellation))).Error.Code);

        await _crm.Database.ExecuteAsync("DELETE FROM crm_audit_entry WHERE sequence = 10");
        Assert.Equal((AuditFlawKind.EntryMissing, 10L), ((await VerifyAsync()).Flaw!.Kind, (await VerifyAsync()).Flaw!.Sequence));
    }

    [Fact]
    public async Task A101_No_door_changes_the_audit_and_who_is_no_administrator_does_not_check_it()
    {
        var rep = await _crm.AddUserAsync("Rep", "sales-rep");
        await using var session = _crm.OpenSession(rep);
        Assert.Equal("audit.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Audit.VerifyAsync(cancellationToken: Cancellation))).Error.Code);
        Assert.Equal("audit.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Audit.HeadAsync(Cancellation))).Error.Code);
        Assert.DoesNotContain(session.Catalog.Types, t => t.ClrType == typeof(AuditEntry));
        Assert.All(typeof(AuditEntry).GetProperties(), p => Assert.False(p.SetMethod?.IsPublic ?? false));
    }

    [Fact]
    public async Task Tenants_have_chains_of_their_own()
    {
        await using (var other = _crm.Crm.OpenSession(Actor.System("test"), tenantId: "other"))
        {
            await other.Records.CreateAsync(new Lead { Name = "Elsewhere" }, cancellationToken: Cancellation);
            await SealAsync();
            Assert.Equal((1, 1L), ((await other.Audit.VerifyAsync(cancellationToken: Cancellation)).Entries, (await other.Audit.HeadAsync(Cancellation))!.Number));
        }
        Assert.Equal((12, 3L), ((await VerifyAsync()).Entries, (await VerifyAsync()).Head!.Number));
    }

    private async Task<AuditVerification> VerifyAsync(AuditHead? head = null)
    {
        await using var session = _crm.OpenSession();
        return await session.Audit.VerifyAsync(head, Cancellation);
    }

    private static string Id(Guid id) => id.ToString().ToUpperInvariant(); // as SQLite keeps it

    // As the background does: on PostgreSQL it takes some turns until all that was under way has ended, in every database of the server.
    private async Task SealAsync()
    {
        var chain = _crm.Services.GetRequiredService<ICrmStore>().AuditChain;
        while (await chain.SealAsync(AuditUpkeep.EntriesPerTurn, _crm.Clock.Now, Cancellation) == 0) await Task.Delay(10, Cancellation);
    }
}
