using CrmKit.Access;
using CrmKit.Conversions;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Plugins;

namespace CrmKit.Catalog;

public sealed class CatalogComposerTests
{
    [Fact]
    public async Task What_core_registers_is_in_order()
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        Assert.True(session.Catalog.TryConversion("lead", "opportunity", out _));
    }

    [Fact]
    public async Task Two_sources_with_one_key_are_refused_by_name_and_the_catalog_stays()
    {
        await using var crm = new TestCrm(plugin: p => p.Fields<Lead>(f => f.Add(Field.Text("test.colour"), "Colour")));
        await using var session = crm.OpenSession();
        var version = session.Catalog.Version;

        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test.more", p => p.RecordType("test.more.thing", t => t.Named("Thing", "Things").Plural("leads"))));

        Assert.Contains(refused.Errors, e => e.Code == "catalog.duplicate" && e.Message.Contains("'core'") && e.Message.Contains("'test.more'"));
        await using var later = crm.OpenSession();
        Assert.Equal(version, later.Catalog.Version);
    }

    [Fact]
    public async Task Keys_of_a_plugin_begin_with_its_id()
    {
        await using var crm = new TestCrm();
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("acme", p => p
            .Fields<Lead>(f => f.Add(Field.Text("colour"), "Colour"))
            .Role(new RoleDefinition { Key = "boss", Label = new("Boss"), Permissions = [] })));
        Assert.Equal(["catalog.key-invalid", "catalog.key-invalid"], refused.Errors.Select(e => e.Code));
    }

    [Theory]
    [InlineData("unknown type")]
    [InlineData("no open stage")]
    [InlineData("probability")]
    [InlineData("next stage")]
    [InlineData("required field")]
    [InlineData("same stage twice")]
    [InlineData("too many stages")]
    [InlineData("stages with endless keys")]
    public async Task A_pipeline_that_cannot_work_is_refused(string flaw)
    {
        var stage = new StageDefinition { Key = "one", Label = new("One") };
        var good = new PipelineDefinition { Key = "acme.pipeline", RecordType = "lead", Label = new("Good"), Stages = [stage] };
        var bad = flaw switch
        {
            "unknown type" => good with { RecordType = "nothing" },
            "no open stage" => good with { Stages = [stage with { Category = StageCategory.Won }] },
            "probability" => good with { Stages = [stage with { ProbabilityPercent = 101 }] },
            "too many stages" => good with { Stages = [.. Enumerable.Range(0, 61).Select(i => stage with { Key = $"stage{i}" })] },
            "stages with endless keys" => good with { Stages = [.. Enumerable.Range(0, 20).Select(i => stage with { Key = $"stage{i}".PadRight(90, 'x') })] },
            "next stage" => good with { Stages = [stage with { AllowedNext = ["two"] }] },
            "required field" => good with { Stages = [stage with { RequiredFields = ["colour"] }] },
            _ => good with { Stages = [stage, stage] },
        };
        await using var crm = new TestCrm();
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("acme", p => p.Pipeline(bad)));
        Assert.Equal("catalog.definition-invalid", Assert.Single(refused.Errors).Code);
        crm.AddPlugin("acme", p => p.Pipeline(good));
    }

    [Fact]
    public async Task A_copy_map_is_extended_and_checked()
    {
        await using var crm = new TestCrm();
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("acme", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("name", "amount"), new FieldCopy("colour", "name"))));
        Assert.Equal(["catalog.definition-invalid", "catalog.definition-invalid"], refused.Errors.Select(e => e.Code));

        crm.AddPlugin("acme", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("companyName", "description")));
    }

    [Fact]
    public void The_order_of_sources_does_not_matter()
    {
        var (core, one, two) = (Source("core", 0), Source("one", 2), Source("two", 2));
        new ExtensionBuilder(core).RecordType("user", t => t.Named("User", "Users")).RecordType("team", t => t.Named("Team", "Teams"));
        var forth = CatalogComposer.Compose(1, [core, one, two]);
        var back = CatalogComposer.Compose(1, [two, one, core]);
        Assert.Equal(forth.Types.Select(t => t.Key), back.Types.Select(t => t.Key));
        Assert.Equal(forth.Roles.Select(r => r.Key), back.Roles.Select(r => r.Key));
    }

    private static ExtensionSource Source(string id, int rank)
    {
        var source = new ExtensionSource(id) { Rank = rank };
        new ExtensionBuilder(source)
            .RecordType(id + ".thing", t => t.Named("Thing", "Things"))
            .Role(new RoleDefinition { Key = id + ".role", Label = new("Role"), Permissions = [new Permission(id + ".thing", Operations.Read, AccessScope.All)] });
        return source;
    }
}
