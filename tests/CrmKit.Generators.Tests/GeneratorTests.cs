using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Testing;

namespace CrmKit.Generators;

public enum CrateState
{
    InStock,
    Sold,
}

[CrmRecord("acme.crate", "Crate", "Crates", Chinese = "箱子")]
public sealed partial record Crate
{
    [CrmField("Code", Chinese = "编码", IsRequired = true, IsUnique = true, MaxLength = 20, Pattern = "[A-Z]+-[0-9]+")]
    public partial string Code { get; set; }

    [CrmField("Price", Kind = "Money", Minimum = 0, IsIndexed = true)]
    public partial decimal? Price { get; set; }

    [CrmField("Pieces", Maximum = 12.5)]
    public partial long? Pieces { get; set; }

    [CrmField("State")]
    public partial CrateState? State { get; set; }

    [CrmField("Fragile")]
    public partial bool IsFragile { get; set; }

    [CrmField("Packed on")]
    public partial DateOnly? PackedOn { get; set; }

    [CrmField("Sent at", ShownWhen = "custom.acme.crate.is-fragile eq true")]
    public partial DateTimeOffset? SentAt { get; set; }

    [CrmField("Lead", References = "lead")]
    public partial Guid? LeadId { get; set; }
}

[CrmFields(typeof(Lead), "acme")]
public sealed partial class CrateLead
{
    [CrmField("Crates wanted", Key = "acme.wanted")]
    public partial long? CratesWanted { get; set; }
}

public sealed class CratePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        Crate.AddTo(plugin);
        CrateLead.AddTo(plugin);
    }
}

/// <summary>This project's own records, generated as in any plugin, in a real CrmKit; and what the generator refuses.</summary>
public sealed class GeneratorTests
{
    [Fact]
    public async Task DX_generated_records_are_written_read_and_asked_for_through_their_properties()
    {
        await using var host = PluginTestHost.With<CratePlugin>("acme");
        await using var session = host.OpenSession();
        var lead = await session.Records.CreateAsync(new CrateLead(new Lead { Name = "Mei" }) { CratesWanted = 3 }.Record);
        var crate = Crate.New("First");
        (crate.Code, crate.Price, crate.Pieces, crate.State, crate.IsFragile) = ("AB-1", 12.5m, 4, CrateState.InStock, true);
        (crate.PackedOn, crate.SentAt, crate.LeadId) = (new DateOnly(2026, 3, 1), host.Clock.GetUtcNow(), lead.Id);
        var stored = new Crate(await session.Records.CreateAsync(crate.Record));

        Assert.Equal(("First", "AB-1", 12.5m, 4L, CrateState.InStock, true), (stored.Name, stored.Code, stored.Price, stored.Pieces, stored.State, stored.IsFragile));
        Assert.Equal((new DateOnly(2026, 3, 1), host.Clock.GetUtcNow(), lead.Id), (stored.PackedOn, stored.SentAt, stored.LeadId));
        Assert.Equal("in-stock", stored.Record[Crate.StateField]);
        Assert.Single(await session.Records.ListAsync(new Specification<CustomRecord>(r => r[Crate.PriceField] > 10).OfType(Crate.TypeKey)));
        Assert.Single(await session.Records.ListAsync(new Specification<Lead>(l => l[CrateLead.CratesWantedField] == 3)));
        Assert.Equal(3, new CrateLead(lead).CratesWanted);
    }

    [Fact]
    public async Task DX_what_the_attributes_say_is_in_the_catalog()
    {
        await using var host = PluginTestHost.With<CratePlugin>("acme");
        var type = host.Catalog.Type("acme.crate");
        Assert.Equal(("Crate", "箱子", "Crates", "acme.crates"), (type.Label.English, type.Label.Chinese, type.PluralLabel.English, type.PluralKey));
        var code = type.Field("acme.crate.code");
        Assert.Equal((true, true, 20, "[A-Z]+-[0-9]+", "编码"), (code.IsRequired, code.IsUnique, code.MaxLength, code.Pattern, code.Label.Chinese));
        var price = type.Field("acme.crate.price");
        Assert.Equal((FieldKind.Money, 0m, (decimal?)null, true), (price.Kind, price.Minimum, price.Maximum, price.IsIndexed));
        Assert.Equal(12.5m, type.Field("acme.crate.pieces").Maximum);
        Assert.Equal(["in-stock", "sold"], type.Field("acme.crate.state").Options.Select(o => o.Code));
        Assert.Equal("In stock", type.Field("acme.crate.state").Options[0].Label.English);
        Assert.Equal("lead", type.Field("acme.crate.lead-id").ReferenceType);
        Assert.Equal("custom.acme.crate.is-fragile eq true", type.Field("acme.crate.sent-at").ShownWhen);
        Assert.Equal(FieldKind.Integer, host.Catalog.Type("lead").Field("acme.wanted").Kind);
    }

    [Fact]
    public async Task DX_rules_of_the_attributes_are_kept_by_the_records_door()
    {
        await using var host = PluginTestHost.With<CratePlugin>("acme");
        await using var session = host.OpenSession();
        var crate = Crate.New("Bad");
        (crate.Code, crate.Price) = ("lower", -1);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.CreateAsync(crate.Record));
        Assert.Equal(2, refused.Errors.Count);
    }

    [Theory]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public class A { }", "CRMKIT1101")]
    [InlineData("public class Outer { [CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { } }", "CRMKIT1101")]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { [CrmField(\"X\")] public int X { get; set; } }", "CRMKIT1102")]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { [CrmField(\"X\", Kind = \"Money\")] public partial long? X { get; set; } }", "CRMKIT1102")]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { [CrmField(\"X\")] public partial Guid? X { get; set; } }", "CRMKIT1103")]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { [CrmField(\"X\")] public partial bool X { get; set; } [CrmField(\"Y\", Key = \"acme.a.x\")] public partial bool Y { get; set; } }", "CRMKIT1104")]
    [InlineData("[CrmRecord(\"acme.a\", \"A\", \"As\")] public partial class A { [CrmField(\"X\")] public partial bool X { get; set; } }", "")]
    public async Task DX_what_cannot_be_generated_is_explained(string source, string expected) =>
        Assert.Equal(expected, string.Join(',', (await Verified.DiagnosticsAsync(source, mayFail: true)).Select(d => d.Id)));
}
