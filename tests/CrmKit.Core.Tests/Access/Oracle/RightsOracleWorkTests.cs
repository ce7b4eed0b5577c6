using System.Text;
using CrmKit.Audit;
using CrmKit.Imports;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Transfers;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using static CrmKit.Workflows.WorkflowTests;
using Record = CrmKit.Records.Record;

namespace CrmKit.Access;

/// <summary>What writes in somebody's name while nobody looks: imports that he queued and workflows that he saved as an administrator, with the rights that were left to him when they ran.</summary>
public sealed class RightsOracleWorkTests(RightsOracle oracle) : OracleTests(oracle), IClassFixture<RightsOracle>
{
    private static readonly (string Type, string Field)[] Written = [("lead", "city"), ("opportunity", "nextStep"), (RightsWorld.Site, "oracle.secret")];
    private readonly List<(Guid Transfer, int User, string Type, string Field)> _imports = [];

    private IEnumerable<int> Workers => Enumerable.Range(0, World.Users.Count).Where(i => World.Users[i].IsActive);

    [Fact]
    public async Task What_was_begun_as_an_administrator_writes_what_may_be_written_now()
    {
        await Crm.AddUserAsync("Admin", "administrator"); // there is always one
        var roles = World.Users.Select(u => u.Roles).ToList();
        await GiveAsync(_ => "administrator");
        var folder = Directory.CreateTempSubdirectory("crmkit-oracle-work-");
        try
        {
            foreach (var user in Workers)
                foreach (var (type, field) in Written)
                {
                    await SaveAsync(Crm, On("updated", Step("set-fields", (field, $"Flow {user}"))) with { Key = FlowOf(user, type), RecordType = type, Trigger = Step("updated", ("field", "name")) }, World.Users[user]);
                    await QueueAsync(folder.FullName, user, type, field);
                }
            await GiveAsync(user => roles[user]);
            Crm.Clock.Advance(TimeSpan.FromMinutes(5));

            await Crm.Services.GetRequiredService<ITransferRunner>().DrainAsync();
            foreach (var import in _imports) await SameImportAsync(import.Transfer, World.Users[import.User], import.Type, import.Field);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await TouchAsync();
        await DrainAsync(Crm);
        foreach (var user in Workers)
            foreach (var (type, field) in Written) await SameFlowAsync(user, type, field);
        Told(2_500);
    }

    private static string FlowOf(int user, string type) => $"flow-{user}-{Array.FindIndex(Written, w => w.Type == type)}";

    private bool MayWrite(User user, Record record, string field) => MayRead(user, record) && Slow.May(user, Operations.Update, record) && !Slow.IsKept(user, SlowRights.TypeOf(record), field, isWrite: true);

    private async Task GiveAsync(Func<int, string?> rolesOf)
    {
        await using var session = Crm.OpenSession();
        for (var i = 0; i < World.Users.Count; i++)
        {
            var user = await session.Records.GetAsync<User>(World.Users[i].Id);
            user.Roles = rolesOf(i);
            World.Users[i] = await session.Records.UpdateAsync(user);
        }
    }

    // Tried and not written, so that everybody's file meets the same records.
    private async Task QueueAsync(string folder, int user, string type, string field)
    {
        var path = Path.Combine(folder, $"{FlowOf(user, type)}.csv");
        await File.WriteAllTextAsync(path, Of(type).Aggregate(new StringBuilder("name,written\n"), (text, record) => text.Append(Name(record)).Append(",Import ").Append(user).Append('\n')).ToString());
        await using var session = Crm.OpenSession(World.Users[user]);
        var queued = await session.Transfers.StartImportAsync(new ImportRequest(type, path, ImportMap.FromJson($$"""{"columns":{"name":"name","written":"{{field}}"},"key":["name"]}""")) { OnExisting = ExistingRecordPolicy.Update, DryRun = true });
        _imports.Add((queued.Id, user, type, field));
    }

    private async Task SameImportAsync(Guid transfer, User owner, string type, string field)
    {
        await using var session = Crm.OpenSession(owner);
        var done = await session.Transfers.GetAsync(transfer);
        var changed = (done.Import?.Changes ?? []).Where(c => c.Record is not null && c.Fields.Any(f => f.Field == field)).Select(c => c.Record!.Value.Id).ToHashSet();
        var may = Slow.MaySome(owner, Operations.Create, type); // as whoever imports must
        if (!may) Same(TransferState.Failed, done.State, owner, $"waits for an import of {type}");
        SameRecords(type, r => may && MayWrite(owner, r, field), changed, owner, $"imports {type}.{field}");
    }

    private async Task TouchAsync()
    {
        await using var session = Crm.OpenSession();
        var changes = new ChangeSet();
        foreach (var record in Written.SelectMany(w => Of(w.Type))) changes.Patch(Ref(record), new Dictionary<string, object?> { ["name"] = Name(record) + " again" });
        await session.Records.SaveAsync(changes);
    }

    private async Task SameFlowAsync(int user, string type, string field)
    {
        var owner = World.Users[user];
        await using var session = Crm.OpenSession();
        var written = new HashSet<Guid>();
        for (var query = new AuditQuery { RecordType = type, ActorId = owner.Id, Field = field, Size = 200 }; ;)
        {
            var page = await session.Audit.SearchAsync(query);
            written.UnionWith(page.Items.Select(e => e.RecordId));
            if (page.Next is null) break;
            query = query with { Cursor = page.Next };
        }
        SameRecords(type, r => MayWrite(owner, r, field), written, owner, $"lets a workflow write {type}.{field}");
    }
}
