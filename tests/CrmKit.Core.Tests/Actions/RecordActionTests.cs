using CrmKit.Access;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;
using Record = CrmKit.Records.Record;

namespace CrmKit.Actions;

/// <summary>Actions of a plugin on records, through their door.</summary>
public sealed class RecordActionTests
{
    private static readonly Field<string> Title = Field.Text("title");

    private static readonly RecordActionDefinition Promote = new() { Key = "test.promote", Label = new("Promote", "晋升"), RecordTypes = ["lead"] };

    private sealed class Behaviour
    {
        public bool IsBroken { get; set; }

        public List<int> Batches { get; } = [];
    }

    private sealed class Promotion(Behaviour behaviour) : IRecordAction
    {
        public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
        {
            behaviour.Batches.Add(context.Records.Count);
            var changes = new ChangeSet();
            foreach (var lead in context.Records.Cast<Lead>())
            {
                if (lead.Name == "Boss") context.Refuse(lead, new CrmError("test.boss", "Nobody stands above the boss. Leave him out."));
                if (lead.Name != "Same") changes.Patch(context.Type.Ref(lead.Id), new Dictionary<string, object?> { ["jobTitle"] = context.Inputs.Text("title"), ["name"] = lead.Name == "Nameless" ? "" : lead.Name });
            }
            await context.Session.Records.SaveAsync(changes, cancellationToken);
            if (behaviour.IsBroken) throw new CrmRuleException(new CrmError("test.broken", "Nobody is to blame alone."));
            context.Say(new LocalizedText($"{context.Records.Count} promoted."));
            context.Show(context.Type.Ref(context.Records[0].Id));
        }
    }

    private readonly Behaviour _behaviour = new();

    private void Plugin(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton(_behaviour);
        plugin.AddRecordAction<Promotion>(Promote, i => i.Add(Title, "Title", null, f => f with { IsRequired = true, MaxLength = 20 }));
    }

    private static RecordActionRequest Ask(IEnumerable<Record> records, string title = "Head") =>
        new("test.promote", "lead", [.. records.Select(r => r.Id)]) { Inputs = CustomValues.Empty.With("title", title) };

    [Fact]
    public async Task It_is_done_to_each_record_or_not_at_all_and_one_that_is_refused_takes_nothing_from_the_others()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var leads = await crm.AddAsync(new Lead { Name = "Ann" }, new Lead { Name = "Boss" }, new Lead { Name = "Nameless" }, new Lead { Name = "Same" });
        await using var session = crm.OpenSession();
        var result = await session.Actions.RunAsync(Ask(leads));
        Assert.Equal(["Ann", "Same"], result.Done.Select(d => ((Lead)leads.Single(l => l.Id == d.Id)).Name));
        Assert.Equal(leads[0].Id, Assert.Single(result.Changed).Id);
        Assert.Equal([("test.boss", leads[1].Id), ("field.required", leads[2].Id)], result.Refused.Select(e => (e.Code, e.Record!.Value.Id)));
        Assert.Equal("2 promoted.", Assert.Single(result.Messages).English);
        Assert.Equal(leads[0].Id, Assert.Single(result.Shown).Id);
        Assert.Equal([4, 3, 2], _behaviour.Batches); // as many tries as there are reasons
        Assert.Equal(["Head", "", "", ""], await TitlesAsync(crm, leads));
    }

    [Fact]
    public async Task Refusal_that_names_nobody_is_each_records_own()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var leads = await crm.AddAsync(new Lead { Name = "Ann" }, new Lead { Name = "Bob" });
        _behaviour.IsBroken = true;
        await using var session = crm.OpenSession();
        var result = await session.Actions.RunAsync(Ask(leads));
        Assert.Empty(result.Done);
        Assert.Equal(["test.broken", "test.broken"], result.Refused.Select(e => e.Code));
        Assert.Empty(result.Messages);
        Assert.Equal(["", ""], await TitlesAsync(crm, leads));
    }

    [Fact]
    public async Task It_takes_the_callers_right_on_each_record_and_hides_what_he_may_not_see()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        crm.AddPlugin("roles", p => p.Role(new RoleDefinition { Key = "roles.own", Label = new("Own"), Permissions = [new Permission("lead", Operations.Read | Operations.Update, AccessScope.Own)] })
            .Role(new RoleDefinition { Key = "roles.see", Label = new("See"), Permissions = [new Permission("lead", Operations.Read, AccessScope.All)] }));
        var (own, both, reader) = (await crm.AddUserAsync("Own", "roles.own"), await crm.AddUserAsync("Both", "roles.own,roles.see"), await crm.AddUserAsync("Reader", "roles.see"));
        var (his, others) = (await crm.AddAsync(new Lead { Name = "His" }, new InitialState { OwnerId = own.Id }), await crm.AddAsync(new Lead { Name = "Theirs" }));
        await using var mine = crm.OpenSession(own);
        var result = await mine.Actions.RunAsync(Ask([his, others]));
        Assert.Equal(his.Id, Assert.Single(result.Done).Id);
        Assert.Equal("record.not-found", Assert.Single(result.Refused).Code);
        await using var seeing = crm.OpenSession(both);
        Assert.Equal("access.forbidden", Assert.Single((await seeing.Actions.RunAsync(Ask([others]))).Refused).Code);
        await using var reading = crm.OpenSession(reader);
        Assert.Equal("access.forbidden", (await Assert.ThrowsAsync<CrmForbiddenException>(() => reading.Actions.RunAsync(Ask([others])))).Error.Code);
    }

    [Fact]
    public async Task What_is_filled_in_passes_its_rules_before_anything_is_done()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        await using var session = crm.OpenSession();
        foreach (var (title, code) in new[] { ("", "field.required"), (new string('x', 21), "field.too-long") })
        {
            Assert.Equal((code, "title"), (await Assert.ThrowsAsync<CrmValidationException>(() => session.Actions.RunAsync(Ask([lead], title)))).Error is var e ? (e.Code, e.Field) : default);
            Assert.Equal(code, Assert.Single(session.Actions.Check("test.promote", CustomValues.Empty.With("title", title))).Code);
        }
        Assert.Equal("action.record-count", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Actions.RunAsync(Ask([])))).Error.Code);
        Assert.Empty(_behaviour.Batches);
    }

    [Fact]
    public async Task EXT_an_action_goes_with_its_plugin_and_comes_back_with_it()
    {
        await using var crm = new TestCrm(plugin: Plugin);
        var lead = await crm.AddAsync(new Lead { Name = "Ann" });
        crm.RemovePlugin("test");
        await using (var without = crm.OpenSession())
            Assert.Equal("action.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => without.Actions.RunAsync(Ask([lead])))).Error.Code);
        Assert.Empty(crm.Services.Catalog().RecordActions);
        crm.AddPlugin("test", Plugin);
        await using var session = crm.OpenSession();
        Assert.Single((await session.Actions.RunAsync(Ask([lead]))).Done);
    }

    public static TheoryData<string> Wrong => ["key", "none", "type", "needs", "reference", "twice"];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Action_that_does_not_fit_is_refused_when_the_plugin_comes(string wrong)
    {
        var action = wrong switch
        {
            "key" => Promote with { Key = "other.promote" },
            "none" => Promote with { RecordTypes = [] },
            "type" => Promote with { RecordTypes = ["nothing"] },
            "needs" => Promote with { Needs = Operations.Read | Operations.Update },
            _ => Promote,
        };
        await using var crm = new TestCrm();
        Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", p => p.AddRecordAction<Promotion>(action, i =>
        {
            if (wrong == "reference") i.Add(Field.Reference("to"), "nothing", "To", null);
            if (wrong == "twice") i.Add(Title, "Title").Add(Title, "Title");
        })));
        Assert.Empty(crm.Services.Catalog().RecordActions);
    }

    private static async Task<string[]> TitlesAsync(TestCrm crm, IReadOnlyList<Record> leads)
    {
        var titles = new List<string>();
        foreach (var lead in leads) titles.Add((await crm.FindAsync<Lead>(lead.Id))!.JobTitle ?? "");
        return [.. titles];
    }
}
