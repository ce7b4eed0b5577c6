using System.Text.Json;
using CrmKit.Conversions;
using CrmKit.Effects;
using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Catalog;

public sealed class SourceConflictTests
{
    [Fact]
    public async Task Two_extensions_of_one_field_of_a_copy_map_contradict_each_other_and_both_are_named()
    {
        await using var crm = new TestCrm();
        crm.AddPlugin("acme", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("jobTitle", "nextStep")));
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("zeta", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("companyName", "nextStep"))));

        Assert.Equal("catalog.conflict", refused.Error.Code);
        Assert.Contains("'nextStep' gets when 'lead' becomes 'opportunity' is decided by 'acme' and by 'zeta'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_executors_of_one_kind_of_effect_contradict_each_other()
    {
        await using var crm = new TestCrm(plugin: p => p.AddEffectExecutor<Post>("test.post"));
        var refused = Assert.Throws<CrmRuleException>(() => crm.AddPlugin("zeta", p => p.AddEffectExecutor<Post>("test.post")));
        Assert.Equal("catalog.conflict", refused.Error.Code);
    }

    [Fact]
    public async Task Extending_different_fields_of_one_copy_map_is_no_conflict()
    {
        await using var crm = new TestCrm();
        crm.AddPlugin("acme", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("jobTitle", "nextStep")));
        crm.AddPlugin("zeta", p => p.ExtendConversion("lead", "opportunity", new FieldCopy("companyName", "name")));
        await using var session = crm.OpenSession();
        Assert.True(session.Catalog.TryConversion("lead", "opportunity", out var conversion));
        Assert.Contains(new FieldCopy("jobTitle", "nextStep"), conversion.Copies);
        Assert.Contains(new FieldCopy("companyName", "name"), conversion.Copies);
    }

    /// <summary>Random sets of sources, some of which contradict each other: whatever the order in which they come, the catalog and the order of handlers are the same, or the same contradictions are told.</summary>
    [Fact]
    public void In_whatever_order_sources_come_the_result_or_the_told_conflicts_are_the_same()
    {
        var core = Core();
        var conflicts = 0;
        for (var seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            var made = Enumerable.Range(0, random.Next(2, 7)).Select(i => RandomSource(random, i)).ToList();
            string? first = null;
            for (var order = 0; order < 4; order++)
            {
                var result = Outcome([core, .. made.OrderBy(_ => random.Next())]);
                first ??= result;
                Assert.True(first == result, $"seed {seed}: {first} differs from {result}");
            }
            if (first!.StartsWith('!')) conflicts++;
        }
        Assert.InRange(conflicts, 20, 100); // both kinds of outcome were met
    }

    private static string Outcome(IReadOnlyList<ExtensionSource> sources)
    {
        try
        {
            var ordered = sources.OrderBy(s => s.Rank).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
            var catalog = CatalogComposer.Compose(1, sources);
            var handlers = new ExtensionSnapshot(ordered, catalog).For(typeof(IRecordValidator), "lead").Select(p => $"{p.Source.Id}:{p.Point.Order}");
            return JsonSerializer.Serialize(new
            {
                Fields = catalog.Types.SelectMany(t => t.Fields.Where(f => f.IsCustom).Select(f => $"{t.Key}.{f.Key}/{f.Kind}/{f.Source}")),
                Pipelines = catalog.Pipelines.Select(p => p.Key),
                Copies = catalog.Conversions.SelectMany(c => c.Copies),
                Handlers = handlers,
            });
        }
        catch (CrmRuleException refused)
        {
            return "!" + string.Join(" | ", refused.Errors.Select(e => $"{e.Code} {e.Message}"));
        }
    }

    private static ExtensionSource Core()
    {
        using var services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();
        return services.GetRequiredService<ExtensionRegistry>().Current.Sources.Single(s => s.Id == CoreSource.Id);
    }

    // 'p' and 'p.a' may both own 'p.a.colour': that is how two plugins come to define one key.
    private static ExtensionSource RandomSource(Random random, int index)
    {
        var id = index % 2 == 0 ? $"p{index}" : $"p{index - 1}.a";
        var source = new ExtensionSource(id) { Rank = 10 + random.Next(2) };
        var builder = new ExtensionBuilder(source);
        var shared = id.EndsWith(".a", StringComparison.Ordinal) ? id : id + ".a";
        builder.Fields<Lead>(f => f.Add(Field.Text($"{id}.own"), "Own"));
        if (random.Next(4) == 0) builder.Fields<Opportunity>(f => f.Add(random.Next(2) == 0 ? Field.Text($"{shared}.colour") : Field.Decimal($"{shared}.colour"), "Colour"));
        if (random.Next(3) == 0) builder.AddValidator<Rule>("lead", random.Next(-1, 2));
        if (random.Next(5) == 0) builder.ExtendConversion("lead", "opportunity", new FieldCopy($"{id}.own", "nextStep"));
        if (random.Next(5) == 0)
            builder.Pipeline(new PipelineDefinition
            {
                Key = $"{shared}.line",
                RecordType = "lead",
                Label = new("Line"),
                Stages = [new StageDefinition { Key = "new", Label = new("New"), Category = StageCategory.Open }],
            });
        return source;
    }

    private sealed class Post : IEffectExecutor
    {
        public ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken) => default;
    }

    private sealed class Rule : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken) => default;
    }
}
