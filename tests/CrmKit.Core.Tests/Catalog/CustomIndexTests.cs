using CrmKit.Fields;
using CrmKit.Leads;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Catalog;

public sealed class CustomIndexTests
{
    private static readonly Field<string> Colour = Field.Text("late.colour");

    [Fact]
    public async Task A_plugin_that_comes_after_the_start_gets_the_indexes_of_its_fields()
    {
        await using var crm = new TestCrm();
        await crm.Crm.InitializeAsync();
        Assert.Empty(Indexes(crm));

        crm.AddPlugin("late", plugin => plugin.Fields<Lead>(f => f.Add(Colour, "Colour", "颜色", d => d with { IsIndexed = true })));
        await crm.Services.GetRequiredService<CustomIndexes>().Pending;

        Assert.Single(Indexes(crm));
    }

    private static IEnumerable<string> Indexes(TestCrm crm) => crm.Database.Indexes().Where(name => name.StartsWith("ix_cf_lead_", StringComparison.Ordinal));
}
