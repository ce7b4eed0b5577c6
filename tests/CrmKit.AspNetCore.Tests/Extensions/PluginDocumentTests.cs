using CrmKit.AspNetCore.OpenApi;
using CrmKit.Fields;

namespace CrmKit.AspNetCore.Extensions;

/// <summary>The document with what plugins bring.</summary>
public sealed class PluginDocumentTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    [Fact]
    public async Task Document_with_record_types_of_a_plugin_is_valid_to_a_validator_of_the_npm_registry()
    {
        host.Put("marina", plugin => plugin
            .RecordType("marina.boat", type => type.Named("Boat", "Boats", "船").Fields(fields => fields
                .Add(Field.Text("marina.hull"), "Hull number", "船体号")
                .Add(Field.Decimal("marina.length"), "Length in m", "长度（米）")
                .Add(Field.Bool("marina.moored"), "Moored", "已停泊")
                .Add(Field.Date("marina.built"), "Built", "建造日期"))));
        var document = await host.Client().GetStringAsync("/api/openapi.json", TestContext.Current.CancellationToken);
        Assert.Contains("\"MarinaBoatNew\"", document, StringComparison.Ordinal);
        Assert.Contains("/marina.boats/exports", document, StringComparison.Ordinal);
        Assert.Equal("", await Tools.NodeAsync("check-openapi.mjs", document));
        host.Remove("marina");
    }
}
