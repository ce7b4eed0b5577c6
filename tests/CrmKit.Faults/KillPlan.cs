using CrmKit.Consents;
using CrmKit.FaultHost;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Tenants;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Faults;

/// <summary>What is killed where: one scenario per door, with each failpoint that it alone passes.</summary>
/// <param name="Scenario">What is interrupted, and asked for again afterwards.</param>
/// <param name="Points">Where it is killed, with the hit when it is not the first.</param>
/// <param name="Check">What it promises, once and wholly.</param>
internal sealed record KillCase(string Scenario, string[] Points, Func<KillBench, ICrmSession, Task> Check)
{
    /// <summary>What is run before, uninterrupted.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>What holds when it was killed and nobody asked again.</summary>
    public Func<KillBench, Task> Killed { get; init; } = static _ => Task.CompletedTask;

    /// <summary>Whether the next start ends it, without being asked.</summary>
    public bool EndsByItself { get; init; }

    /// <summary>Whether what it does leaves the rows of one tenant with one audit entry for each of their versions.</summary>
    public bool KeepsToInvariants { get; init; } = true;
}

internal static class KillPlan
{
    /// <summary>Failpoints that <see cref="Kill.EverywhereAsync"/> meets in a whole piece of work, and kills at in turn.</summary>
    public static IReadOnlyDictionary<string, string[]> Everywhere { get; } = new Dictionary<string, string[]>
    {
        ["import"] = ["import.before-chunk-commit", "import.after-chunk-commit", "import.before-finish", "import.before-rename"],
        ["revert"] = ["import.before-revert-commit", "import.after-revert-commit", "import.before-revert-finish"],
        ["answer"] = ["import.before-answer-commit", "import.after-answer-commit"],
        ["convert"] = ["conversions.after-target", "conversions.after-source", "conversions.before-commit", "conversions.after-commit"],
        ["merge"] = ["merge.children-moved", "merge.loser-gone", "merge.written", "merge.before-commit", "merge.after-commit"],
        ["merge, unmerge"] = ["unmerge.restored", "unmerge.written", "unmerge.before-commit", "unmerge.after-commit"],
        ["stages"] = ["pipelines.before-move", "records.written", "work.before-commit", "work.after-commit", "store.before-commit", "store.after-commit"],
        ["greet, dispatch"] =
        [
            "dispatch.after-claim", "dispatch.before-subscriber-commit", "dispatch.after-subscriber-commit", "dispatch.before-complete", "dispatch.after-complete", "effects.before-commit", "effects.after-execute", "outbox.before-complete",
        ],
        ["ask, dispatch"] = ["connector.fetched", "connector.before-commit", "connector.after-commit"],
    };

    /// <summary>Failpoints (or what they begin with) that tests elsewhere kill at, which name them.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        ["connector.pushed"] = "tests/CrmKit.Faults/KillTests.cs",
        ["connector.before-push-commit"] = "tests/CrmKit.Faults/KillTests.cs",
        ["connector.after-push-commit"] = "tests/CrmKit.Faults/KillTests.cs",
        ["migration."] = "tests/CrmKit.Sqlite.Tests/MigrationTests.cs",
        ["plugins."] = "tests/CrmKit.Plugins.Tests/Isolation/KillTests.cs",
    };

    public static IReadOnlyList<KillCase> Doors { get; } =
    [
        new("share", ["access.before-share-commit"], static async (_, session) => Assert.Single(await session.Access.SharesAsync(await DoorScenarios.LeadAsync(session)))) { KeepsToInvariants = false }, // told in the audit of the record, which stays as it is
        new("give-back", ["assignment.before-commit"], static async (_, session) => Assert.Equal(1, await session.Records.CountAsync(new Specification<Lead>(l => l.ExternalId == "lead-0" && l.OwnerId == null)))),
        new("attach", ["attachment.before-rename", "attachment.stored", "attachment.removed"], FilesAreWholeAsync),
        new("seal", ["audit.before-seal"], static async (_, session) => Assert.Null((await session.Audit.VerifyAsync(await session.Audit.HeadAsync() ?? throw new InvalidOperationException("Nothing is sealed."))).Flaw)),
        new("forget", ["audit.before-forget"], static async (_, session) => Assert.Null((await session.Audit.VerifyAsync()).Flaw)) { Before = ["seal"], KeepsToInvariants = false },
        new("fold", ["store.before-fold"], static async (bench, _) => Assert.Equal(0, await bench.CountAsync("SELECT count(*) FROM crm_counter_delta"))),
        new("backup", ["backup.part:kill:3"], static async (bench, _) => await Crm.RunAsync("restore", bench.Database, bench.File)) { Killed = HalfABackupIsNoneAsync },
        new("restore", ["restore.part:kill:3"], IsAsItWasAsync) { Before = ["backup", "late"], Killed = static async bench => Assert.Equal(1, await bench.CountAsync("SELECT count(*) FROM crm_lead WHERE name = 'Late'")) },
        new("restore", ["restore.committed", "restore.before-end"], IsAsItWasAsync) { Before = ["backup", "late"], EndsByItself = true },
        new("behave", ["behaviour.before-commit"], static async (bench, _) => Assert.Equal(1, await bench.CountAsync("SELECT count(*) FROM crm_behaviour_event"))) { KeepsToInvariants = false }, // what visitors do is not audited
        new("consent", ["consents.before-commit"], static async (_, session) => Assert.Equal(ConsentAct.Given, Assert.Single(await session.Consents.ListAsync(await DoorScenarios.LeadAsync(session))).Act)),
        new("withdraw", ["consents.before-link-commit"], static async (_, session) =>
            Assert.Equal([ConsentAct.Withdrawn, ConsentAct.Given], (await session.Consents.ListAsync(await DoorScenarios.LeadAsync(session))).Select(c => c.Act))) { Before = ["consent"] },
        new("dispatch", ["dispatch.before-fail", "outbox.before-fail"], static async (_, session) => Assert.Empty(await session.Effects.DeadLettersAsync())) { Before = ["grumble"] },
        new("erase", ["erasure.before-commit", "erasure.after-commit"], static async (bench, session) =>
        {
            Assert.Single(await session.Persons.ErasuresAsync());
            Assert.Equal(0, await bench.CountAsync("SELECT count(*) FROM crm_lead WHERE name = 'Lead 0'"));
        }),
        new("first-run", ["first-run.before-commit"], static async (_, session) => Assert.Equal(1, await session.Records.CountAsync(new Specification<User>(u => u.Email == "ada@example.test")))),
        new("submit", ["forms.before-commit"], static async (_, session) =>
            Assert.Equal(((await session.Records.ListAsync(new Specification<Lead>(l => l.Email == "filled@example.test"))).Single().Id as Guid?), (await session.Forms.SubmissionsAsync((await session.Forms.ListAsync())[0].Id)).Single().LeadId)) { Before = ["form"] },
        new("once", ["idempotency.reserved", "idempotency.done"], static async (_, session) =>
        {
            Assert.True((await DoorScenarios.OnceAsync(session)).IsRepeated);
            Assert.Equal(1, await session.Records.CountAsync(new Specification<Lead>(l => l.Name == "Once")));
        }),
        new("capture", ["intake.before-commit"], static async (_, session) => Assert.Equal(1, await session.Records.CountAsync(new Specification<Lead>(l => l.Name == "Captured")))),
        new("schedule", ["scheduler.before-commit:kill:1"], static async (bench, _) => Assert.Equal((1L, 0L), (await DueAsync(bench), await RoundsAsync(bench)))), // the first time only notes from when on
        new("schedule", ["scheduler.after-commit:kill:1"], static async (bench, _) => Assert.Equal((2L, 1L), (await DueAsync(bench), await RoundsAsync(bench)))), // an hour later it is due, once
        new("new-keys", ["secrets.before-commit"], static async (_, session) => Assert.All(await session.Secrets.ListAsync(), s => Assert.Equal(SecretState.Current, s.State))) { Before = ["hook", "dispatch"] },
        new("refresh-segments", ["segments.written", "segments.before-commit"], OneGuestAsync) { Before = ["guest", "segment"] },
        new("refresh-segments", ["segments.after-commit"], OneGuestAsync) { Before = ["segment", "refresh-segments", "guest", "dispatch"] },
        new("settings", ["settings.before-commit"], static async (_, session) => Assert.Equal("friendly", (await session.Settings.GetAsync("fault"))[FaultPlugin.Tone])),
        new("tenant", ["tenant.before-row"], static async (bench, _) =>
        {
            Assert.Equal(1, await bench.CountAsync("SELECT count(*) FROM crm_user WHERE tenant_id = 'acme'"));
            Assert.Equal(1, await bench.CountAsync("SELECT count(*) FROM crm_catalog_entry WHERE kind = 'tenant' AND key = 'acme'"));
        }) { KeepsToInvariants = false },
        new("dispatch", ["webhooks.before-plan-commit"], static (bench, session) => ToldAsync(bench, session, isUnknown: false)) { Before = ["hook"] },
        new("dispatch", ["webhooks.sent", "webhooks.before-commit"], static (bench, session) => ToldAsync(bench, session, isUnknown: true)) { Before = ["hook"] },
        new("dispatch", ["lifecycle.before-commit"], static async (bench, _) => Assert.Equal(1, await bench.CountAsync("SELECT count(*) FROM crm_lifecycle_change WHERE record_type = 'account' AND current_id IS NOT NULL"))) { Before = ["stages"] },
        new("dispatch", ["workflow.before-start-commit", "workflow.before-run-commit", "workflow.after-run-commit"], static async (_, session) =>
        {
            Assert.Equal(1, await session.Records.CountAsync(new Specification<Lead>(l => l.Name == "Flowing" && l.City == "Bonn")));
            Assert.Equal(WorkflowRunStatus.Done, Assert.Single(await session.Workflows.RunsAsync(new WorkflowRunQuery())).Status);
        }) { Before = ["flow"] },
    ];

    private static Task<long> DueAsync(KillBench bench) => bench.CountAsync("SELECT count(*) FROM crm_due_entry WHERE rule = 'job/fault.rounds'");

    private static Task<long> RoundsAsync(KillBench bench) => bench.CountAsync("SELECT count(*) FROM crm_lead WHERE name = 'Rounds'");

    private static async Task FilesAreWholeAsync(KillBench bench, ICrmSession session)
    {
        var file = Assert.Single(await session.Attachments.ListAsync(await DoorScenarios.LeadAsync(session)));
        await using var content = await session.Attachments.OpenAsync(file.Id); // and what is there is what was sent
        Assert.Equal("kept.txt", file.Name);
    }

    // F23: what was not written to its end is refused, and nothing of it is read.
    private static async Task HalfABackupIsNoneAsync(KillBench bench)
    {
        Assert.StartsWith("backup.", (await Assert.ThrowsAnyAsync<CrmException>(() => Crm.RunAsync("restore", bench.Database, bench.File, isLater: true))).Errors[0].Code, StringComparison.Ordinal);
        Assert.Equal(2, await bench.CountAsync("SELECT count(*) FROM crm_lead"));
    }

    private static async Task IsAsItWasAsync(KillBench bench, ICrmSession session)
    {
        Assert.Equal(0, await bench.CountAsync("SELECT count(*) FROM crm_lead WHERE name = 'Late'"));
        Assert.Equal(2, await bench.CountAsync("SELECT count(*) FROM crm_lead"));
        Assert.Equal(0, await bench.CountAsync("SELECT count(*) FROM crm_catalog_entry WHERE kind = 'restore'"));
    }

    private static async Task OneGuestAsync(KillBench bench, ICrmSession session) => Assert.Equal(1, await session.Segments.CountAsync((await session.Segments.ListAsync())[0].Id));

    // What was sent when its sender died may be sent again, under the same id, by which the receiver tells.
    private static async Task ToldAsync(KillBench bench, ICrmSession session, bool isUnknown)
    {
        Assert.Single(bench.Receiver.All.Select(m => m.Id).Distinct());
        Assert.Equal(isUnknown ? 2 : 1, bench.Receiver.All.Count);
        var hook = Assert.Single(await session.Webhooks.ListAsync());
        Assert.Equal(WebhookDeliveryStatus.Delivered, Assert.Single(await session.Webhooks.DeliveriesAsync(new WebhookDeliveryQuery { Webhook = hook.Id })).Status);
    }
}
