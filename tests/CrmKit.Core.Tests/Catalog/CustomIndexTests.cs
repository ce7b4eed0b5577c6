using CrmKit.Fields;
using CrmKit.Leads;
using Microsoft.Data.Sqlite;
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

    private static List<string> Indexes(TestCrm crm)
    {
        using var connection = new SqliteConnection($"Data Source={crm.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_cf_lead_%'";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }
}
