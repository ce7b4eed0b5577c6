using CrmKit.Access;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Products;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Seeds;

public sealed class SeedTests
{
    private static readonly Field<Guid> ProductField = Field.Reference("test.product");

    private static SeedRecord Product(string name, string text, bool keeps = false) =>
        new() { RecordType = "product", ExternalId = "test:" + name, Values = new Dictionary<string, object?> { ["name"] = text }, KeepsChanges = keeps };

    private static Action<ICrmPluginBuilder> With(params SeedRecord[] seeds) => plugin => plugin
        .RecordType("test.kit", t => t.Named("Kit", "Kits").Fields(f => f.Add(ProductField, "product", "Product", null)))
        .Seed(seeds);

    private static async Task<IReadOnlyList<Product>> ProductsAsync(TestCrm crm)
    {
        await crm.Crm.InitializeAsync();
        await crm.Services.GetRequiredService<SeedPlanter>().Pending;
        await using var session = crm.OpenSession();
        return await session.Records.ListAsync(new Specification<Product>().OrderBy(p => p.ExternalId));
    }

    [Fact]
    public async Task EXT_seed_records_are_planted_once_and_refer_to_each_other()
    {
        var seeds = With(Product("robot", "Robot"), new SeedRecord
        {
            RecordType = "test.kit", ExternalId = "test:kit", Values = new Dictionary<string, object?> { ["name"] = "Starter", ["test.product"] = new SeedReference("test:robot") },
        });
        await using var crm = new TestCrm(plugin: seeds);
        var robot = Assert.Single(await ProductsAsync(crm));
        Assert.Equal(("Robot", "test:robot"), (robot.Name, robot.ExternalId));
        await using (var session = crm.OpenSession())
        {
            var kit = Assert.Single((await session.Records.QueryAsync(new RecordQuery("test.kit"))).Items);
            Assert.Equal(robot.Id, kit[ProductField]);
        }

        crm.RemovePlugin("test"); // the data stays; the type goes
        crm.AddPlugin("test", seeds);
        Assert.Equal((robot.Id, robot.Version), (Assert.Single(await ProductsAsync(crm)).Id, (await ProductsAsync(crm))[0].Version));
    }

    [Fact]
    public async Task A_newer_version_writes_what_it_changed_except_what_keeps_the_peoples_changes()
    {
        await using var crm = new TestCrm(plugin: With(Product("a", "A"), Product("b", "B", keeps: true), Product("c", "C")));
        var before = await ProductsAsync(crm);
        await using (var session = crm.OpenSession())
        {
            before[0].Name = "A of ours";
            before[1].Name = "B of ours";
            before[2].Name = "C of ours";
            foreach (var product in before) await session.Records.UpdateAsync(product);
        }
        crm.AddPlugin("test", With(Product("a", "A2"), Product("b", "B2", keeps: true), Product("c", "C"), Product("d", "D")));
        Assert.Equal(["A2", "B of ours", "C of ours", "D"], (await ProductsAsync(crm)).Select(p => p.Name));
    }

    [Fact]
    public async Task What_people_deleted_stays_deleted()
    {
        await using var crm = new TestCrm(plugin: With(Product("a", "A")));
        var product = Assert.Single(await ProductsAsync(crm));
        await using (var session = crm.OpenSession()) await session.Records.DeleteAsync(new RecordRef("product", product.Id));
        crm.AddPlugin("test", With(Product("a", "A2")));
        Assert.Empty(await ProductsAsync(crm));
    }

    [Fact]
    public async Task FLT_seeds_that_a_rule_refuses_are_planted_whole_or_not_at_all_and_the_host_goes_on()
    {
        await using var crm = new TestCrm(plugin: With(Product("a", "A"), Product("b", "")));
        Assert.Empty(await ProductsAsync(crm));
        crm.AddPlugin("test", With(Product("a", "A"), Product("b", "B")));
        Assert.Equal(2, (await ProductsAsync(crm)).Count);
    }

    [Theory]
    [InlineData("product", "other:a", "name", "A")]
    [InlineData("product", "test:", "name", "A")]
    [InlineData("product", "test:it's", "name", "A")]
    [InlineData("nothing", "test:a", "name", "A")]
    [InlineData("product", "test:a", "nothing", "A")]
    [InlineData("product", "test:a", "name", 5)]
    public async Task A_seed_that_cannot_be_is_refused_when_the_plugin_comes(string type, string externalId, string field, object value)
    {
        await using var crm = new TestCrm();
        var seed = new SeedRecord { RecordType = type, ExternalId = externalId, Values = new Dictionary<string, object?> { [field] = value } };
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", With(seed))).Error.Code);
    }
}
