using System.Text;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Backups;
using CrmKit.Behaviour;
using CrmKit.Consents;
using CrmKit.Effects;
using CrmKit.Fields;
using CrmKit.Forms;
using CrmKit.Idempotency;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Scheduling;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Storage;
using CrmKit.Tenants;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.FaultHost;

/// <summary>One act through each door that commits, renames or sends by itself, in a seeded database. Each does what is left of it.</summary>
internal static class DoorScenarios
{
    public static IReadOnlyDictionary<string, Func<IServiceProvider, string?, Task>> All { get; } = new Dictionary<string, Func<IServiceProvider, string?, Task>>
    {
        ["share"] = In(async session => await session.Access.ShareAsync([await LeadAsync(session)], [new RecordShare { UserId = (await UserAsync(session)).Id }])),
        ["give-back"] = In(async session => await session.Assignments.ReleaseAsync([await LeadAsync(session)])),
        ["attach"] = In(AttachAsync),
        ["seal"] = SealAsync,
        ["forget"] = ForgetAsync,
        ["fold"] = (services, _) => services.GetRequiredService<ICrmStore>().Counters.FoldAsync(5_000, CancellationToken.None),
        ["backup"] = BackUpAsync,
        ["late"] = In(session => session.Records.CreateAsync(new Lead { Name = "Late" })),
        ["restore"] = RestoreAsync,
        ["behave"] = In(session => session.Behaviour.RecordAsync([new BehaviourSignal { Source = "site", Key = "view-1", Kind = "page-view", Identities = [new Identity(IdentityKind.Email, "lead0@company0.test")] }])),
        ["consent"] = In(ConsentAsync),
        ["withdraw"] = In(WithdrawAsync),
        ["grumble"] = In(session => session.Effects.RequestAsync([new EffectRequest("fault.grumble", $"grumble/{Guid.NewGuid()}", JsonElement.Parse("{}"))])),
        ["erase"] = In(async session => { if ((await session.Persons.ErasuresAsync()).Count == 0) await session.Persons.EraseAsync(await LeadAsync(session)); }),
        ["first-run"] = FirstRunAsync,
        ["form"] = In(session => session.Forms.SaveAsync(new WebForm { Name = "Ask us", Fields = [new("name", IsRequired: true), new("email")], MinimumSeconds = 0 })),
        ["submit"] = In(SubmitAsync),
        ["once"] = In(session => OnceAsync(session)),
        ["capture"] = In(session => session.Intake.CaptureAsync([new LeadSignal { Source = "shop", Key = "order-1", Name = "Captured", Email = "captured@example.test" }])),
        ["schedule"] = (services, _) => services.GetRequiredService<IScheduler>().QueueDueAsync(),
        ["hook"] = (services, url) => HookAsync(services, url!, keyNumber: 1),
        ["new-keys"] = In(session => session.Secrets.RotateAsync()),
        ["segment"] = In(session => session.Segments.SaveAsync(new Segment { RecordType = "lead", Name = "Guests", Filter = "name eq 'Guest'" })),
        ["guest"] = In(session => session.Records.CreateAsync(new Lead { Name = "Guest" })),
        ["refresh-segments"] = In(session => session.Segments.RefreshAsync()),
        ["settings"] = In(session => session.Settings.SaveAsync("fault", new Dictionary<string, object?> { [FaultPlugin.Tone.Key] = "friendly" })),
        ["tenant"] = TenantAsync,
        ["flow"] = In(FlowAsync),
    };

    /// <summary>What "once" asks for, which is answered from memory when it was done.</summary>
    public static Task<IdempotentAnswer> OnceAsync(ICrmSession session) => session.Idempotency.RunAsync(new IdempotentAct("once", "lead") { Course = IdempotentCourse.Repeatable }, async cancellationToken =>
    {
        if (await session.Records.CountAsync(new Specification<Lead>(l => l.Name == "Once"), cancellationToken) == 0) await session.Records.CreateAsync(new Lead { Name = "Once" }, cancellationToken: cancellationToken);
        return new IdempotentAnswer(201, "{}"u8.ToArray());
    });

    public static async Task<RecordRef> LeadAsync(ICrmSession session) =>
        new("lead", (await session.Records.ListAsync(new Specification<Lead>(l => l.ExternalId == "lead-0")))[0].Id);

    private static Func<IServiceProvider, string?, Task> In(Func<ICrmSession, Task> act) => async (services, _) =>
    {
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault"));
        await act(session);
    };

    private static async Task<User> UserAsync(ICrmSession session) => (await session.Records.ListAsync(new Specification<User>(u => u.Email == "mia@example.test")))[0];

    private static DateTimeOffset Now(IServiceProvider services) => services.GetRequiredService<TimeProvider>().GetUtcNow();

    private static async Task AttachAsync(ICrmSession session)
    {
        var lead = await LeadAsync(session);
        foreach (var name in (string[])["kept.txt", "gone.txt"])
            if ((await session.Attachments.ListAsync(lead)).All(a => a.Name != name)) await session.Attachments.AddAsync(lead, name, new MemoryStream(Encoding.UTF8.GetBytes(name)));
        foreach (var file in (await session.Attachments.ListAsync(lead)).Where(a => a.Name == "gone.txt")) await session.Attachments.RemoveAsync(file.Id);
    }

    // What transactions under way may still write before, is left to a later turn.
    private static async Task SealAsync(IServiceProvider services, string? _)
    {
        var chain = services.GetRequiredService<ICrmStore>().AuditChain;
        while (await chain.HeadAsync("default", CancellationToken.None) is null)
            if (await chain.SealAsync(1_000, Now(services), CancellationToken.None) == 0) await Task.Delay(10);
    }

    private static async Task ForgetAsync(IServiceProvider services, string? _)
    {
        while (await services.GetRequiredService<ICrmStore>().AuditChain.ForgetAsync("default", Now(services).AddDays(1), CancellationToken.None) is not null) { }
    }

    private static async Task BackUpAsync(IServiceProvider services, string? file)
    {
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault"));
        await using var output = File.Create(file!);
        await session.Backups.WriteAsync(output);
    }

    private static async Task RestoreAsync(IServiceProvider services, string? file)
    {
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault"));
        await using var archive = File.OpenRead(file!);
        await session.Backups.RestoreAsync(archive, new RestoreOptions { Replace = true });
    }

    private static async Task ConsentAsync(ICrmSession session)
    {
        var lead = await LeadAsync(session);
        if ((await session.Consents.ListAsync(lead)).Count == 0)
            await session.Consents.AddAsync([new ConsentDraft(lead, "newsletter", ConsentChannel.Email, ConsentAct.Given, ConsentMethod.Hand) { Text = "You may write." }]);
    }

    private static async Task WithdrawAsync(ICrmSession session)
    {
        var answer = (await session.Consents.MayAsync([new ConsentQuestion(await LeadAsync(session), "newsletter")]))[0];
        if (answer.WithdrawUrl is { } url) await session.Consents.FollowLinkAsync(url.Segments[^1]);
    }

    private static async Task FirstRunAsync(IServiceProvider services, string? _)
    {
        var first = services.GetRequiredService<IFirstRun>();
        if (await first.IssueTokenAsync() is { } token) await first.CompleteAsync(token, "Ada", "ada@example.test");
    }

    private static async Task SubmitAsync(ICrmSession session)
    {
        var form = (await session.Forms.ListAsync())[0];
        if (await session.Records.CountAsync(new Specification<Lead>(l => l.Email == "filled@example.test")) > 0) return;
        await session.Forms.SubmitAsync(form, new FormPosting { Token = session.Forms.NewToken(form), Values = new Dictionary<string, string> { ["name"] = "Filled", ["email"] = "filled@example.test" } });
    }

    private static async Task HookAsync(IServiceProvider services, string url, int keyNumber)
    {
        var keys = (FaultKeys)services.GetRequiredService<ISecretProtector>();
        keys.Number = keyNumber; // what it protects now, a newer key replaces
        await using var session = services.GetRequiredService<ICrm>().OpenSession(Actor.System("fault"));
        await session.Webhooks.CreateAsync(new WebhookDraft { Name = "Outside", Url = url, Events = ["lead.created"], OwnerId = (await UserAsync(session)).Id });
        keys.Number = FaultKeys.Newest;
        await session.Records.CreateAsync(new Lead { Name = "Hooked" });
    }

    private static async Task TenantAsync(IServiceProvider services, string? _)
    {
        var tenants = services.GetRequiredService<ITenants>();
        if ((await tenants.ListAsync()).All(t => t.Key != "acme")) await tenants.CreateAsync("acme", "Ada", "ada@acme.test");
    }

    private static async Task FlowAsync(ICrmSession session)
    {
        await session.Workflows.SaveAsync(new WorkflowDefinition
        {
            Key = "fault-flow",
            Label = new("Flow"),
            RecordType = "lead",
            Trigger = new WorkflowStep("created"),
            Filter = "name eq 'Flowing'",
            Actions = [new WorkflowStep("set-fields") { Inputs = CustomValues.Empty.With("city", "Bonn") }],
        });
        await session.Records.CreateAsync(new Lead { Name = "Flowing" });
    }
}
