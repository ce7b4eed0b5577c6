namespace CrmKit.Imports;

public sealed class ImportMapTests
{
    [Fact]
    public void Full_map_is_read()
    {
        var map = ImportMap.FromJson("""
            {
              "delimiter": "tab", "key": ["externalId"], "onExisting": "update", "currency": "EUR", "ignore": ["x"],
              "columns": {
                "id": ["externalId", "name"],
                "product": { "field": "productId", "values": { "GTXPro": "GTX Pro" }, "lookup": "code", "createMissing": true },
                "on": { "field": "openedOn", "formats": "dd-MM-yy", "empty": ["?"] },
                "sum": { "field": "amount", "decimalMark": "," }
              },
              "constants": { "lossReason": "other" }
            }
            """);
        Assert.Equal(("\t", ExistingRecordPolicy.Update, "EUR"), (map.Delimiter, map.OnExisting, map.Currency));
        Assert.Equal(["externalId", "name", "productId", "openedOn", "amount", "lossReason"], map.Columns.Select(c => c.Field));
        Assert.Equal(("GTX Pro", "code", true), (map.Columns[2].Values["GTXPro"], map.Columns[2].LookupField, map.Columns[2].CreateMissing));
        Assert.Equal((null, "other"), (map.Columns[5].Column, map.Columns[5].Value));
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("[]", "$")]
    [InlineData("""{ "columns": {} }""", "$.columns")]
    [InlineData("""{ "colums": {} }""", "$.colums")]
    [InlineData("""{ "columns": { "a": { "feild": "name" } } }""", "$.columns.a.feild")]
    [InlineData("""{ "columns": { "a": {} } }""", "$.columns.a")]
    [InlineData("""{ "columns": { "a": [] } }""", "$.columns.a")]
    [InlineData("""{ "columns": { "a": [1] } }""", "$.columns.a[0]")]
    [InlineData("""{ "columns": { "a": "name" }, "onExisting": "merge" }""", "$.onExisting")]
    [InlineData("""{ "columns": { "a": "name" }, "delimiter": "##" }""", "$.delimiter")]
    [InlineData("""{ "columns": { "a": { "field": "amount", "decimalMark": ";" } } }""", "$.columns.a.decimalMark")]
    public void What_is_not_understood_is_an_error_with_its_place(string json, string path)
    {
        var refused = Assert.Throws<CrmValidationException>(() => ImportMap.FromJson(json));
        Assert.Equal(("import.map-invalid", path), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public void What_is_written_is_read_as_the_same_map()
    {
        const string Map = """
            { "delimiter": "tab", "encoding": "gb18030", "sheet": "Firms", "headerRow": 3, "key": ["externalId", "name"], "onExisting": "ask", "currency": "EUR", "guarded": true,
              "columns": { "First \"x\"": { "field": "name", "join": ["姓", "b"], "values": { "a": "b", "": "c" }, "empty": ["-", "?"] }, "d": ["bornOn", { "field": "closedOn", "formats": ["d.M.yy"], "decimalMark": "," }], "a": { "field": "account", "lookup": "externalId", "createMissing": true } },
              "constants": { "lossReason": "unknown", "stage": "" }, "ignore": ["c,d", "e"] }
            """;
        var map = ImportMap.FromJson(Map);
        var again = ImportMap.FromJson(map.ToJson());
        Assert.Equivalent(map, again, strict: true);
        Assert.Equal(map.ToJson(), again.ToJson());
        Assert.Equal("name", ImportMap.FromJson("""{ "columns": { "n": "name" } }""").Columns[0].Field);
    }
}
