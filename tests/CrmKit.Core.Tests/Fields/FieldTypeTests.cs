using CrmKit.Accounts;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.Fields;

public sealed class FieldTypeTests
{
    private static readonly Field<string> Plate = Field.Text("test.plate");

    /// <summary>Number plates: capital letters and digits.</summary>
    private sealed class PlateType : IFieldType
    {
        public static AsyncLocal<List<int>?> Asked { get; } = new();

        public ValueTask CheckAsync(FieldTypeContext context, CancellationToken cancellationToken)
        {
            Asked.Value?.Add(context.Values.Count);
            foreach (var value in context.Values)
            {
                if (value.Text == "broken") throw new InvalidOperationException("broken");
                if (!value.Text.Any(char.IsDigit)) value.Refuse(new CrmError("test.plate", "A plate has a number."));
                else value.Value = value.Text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
            }
            return default;
        }
    }

    private sealed class SetsPlate : IBeforeSave
    {
        public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
                if (change.After is Account { Name: "by handler" } account) account[Plate] = "ab 1";
            return default;
        }
    }

    private static void Configure(ICrmPluginBuilder plugin) => plugin
        .AddFieldType<PlateType>(new FieldTypeDefinition { Key = "test.plate-type", Label = new("Plate", "车牌"), Kind = FieldKind.Text })
        .Fields<Account>(f => f.Add(Plate, "Plate", "车牌", d => d with { TypeKey = "test.plate-type" }))
        .AddBeforeSave<SetsPlate>("account");

    [Fact]
    public async Task EXT_values_get_their_one_form_whoever_sets_them_and_are_plain_text_without_the_type()
    {
        await using var crm = new TestCrm(plugin: Configure);
        Assert.Equal("AB123", (await crm.AddAsync(new Account { Name = "One", [Plate] = " ab 123 " }))[Plate]);
        Assert.Equal("AB1", (await crm.AddAsync(new Account { Name = "by handler" }))[Plate]);

        crm.AddPlugin("test", plugin => plugin.Fields<Account>(f => f.Add(Plate, "Plate", "车牌", d => d with { TypeKey = "test.plate-type" })));
        Assert.Equal("ab c", (await crm.AddAsync(new Account { Name = "Two", [Plate] = "ab c" }))[Plate]);
        crm.AddPlugin("test", Configure);
        Assert.Equal("AB2", (await crm.AddAsync(new Account { Name = "Three", [Plate] = "ab 2" }))[Plate]);
    }

    [Theory]
    [InlineData("abc", "test.plate")]
    [InlineData("broken", "field.type-failed")]
    public async Task What_is_no_value_and_what_cannot_be_checked_is_refused_for_its_field(string value, string code)
    {
        await using var crm = new TestCrm(plugin: Configure);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Account { Name = "One", [Plate] = value }));
        Assert.Equal((code, "test.plate"), (refused.Error.Code, refused.Error.Field));
    }

    [Fact]
    public async Task A_batch_is_one_call_and_what_is_stored_already_is_not_asked_again()
    {
        await using var crm = new TestCrm(plugin: Configure);
        PlateType.Asked.Value = [];
        var accounts = await crm.AddAsync(Enumerable.Range(0, 20).Select(i => new Account { Name = $"No {i}", [Plate] = $"x{i}" }));
        Assert.Equal([20], PlateType.Asked.Value);
        var account = (Account)accounts[0];
        account.Name = "Renamed";
        await using var session = crm.OpenSession();
        await session.Records.UpdateAsync(account);
        Assert.Equal([20], PlateType.Asked.Value);
    }

    [Fact]
    public async Task A_field_of_another_kind_than_its_type_is_refused_when_the_plugin_comes()
    {
        await using var crm = new TestCrm();
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() => crm.AddPlugin("test", plugin => plugin
            .AddFieldType<PlateType>(new FieldTypeDefinition { Key = "test.plate-type", Label = new("Plate"), Kind = FieldKind.Text })
            .Fields<Account>(f => f.Add(Field.Integer("test.plate"), "Plate", null, d => d with { TypeKey = "test.plate-type" })))).Error.Code);
    }
}
