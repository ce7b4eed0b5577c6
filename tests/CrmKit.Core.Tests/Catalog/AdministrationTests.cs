using CrmKit.Fields;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Catalog;

public sealed class AdministrationTests
{
    private static readonly CustomFieldSettings Colour = new() { RecordType = "lead", Key = "colour", Kind = FieldKind.Text, Label = new("Colour", "颜色"), IsIndexed = true };

    [Fact]
    public async Task A_field_is_usable_at_once_and_keeps_its_values_when_removed()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(Colour);
        var lead = await crm.AddAsync(new Lead { Name = "Ada" });
        await using (var session = crm.OpenSession())
        {
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["colour"] = " red " }));
            Assert.Equal("red", (await session.Records.GetAsync<Lead>(lead.Id)).Custom.Text("colour"));
            Assert.Single((await session.Records.QueryAsync(new RecordQuery("lead") { Filter = "custom.colour eq 'red'" })).Items);
            await session.Administration.RemoveFieldAsync("lead", "colour");
        }
        await using (var session = crm.OpenSession())
        {
            Assert.False(session.Catalog.Type("lead").TryField("colour", out _));
            // The record can still be written, and the value is still there.
            await session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("lead", lead.Id), new Dictionary<string, object?> { ["city"] = "London" }));
            Assert.Equal("red", (await session.Records.GetAsync<Lead>(lead.Id)).Custom.Text("colour"));
            var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.SaveFieldAsync(Colour with { Kind = FieldKind.Integer }));
            Assert.Equal("catalog.kind-fixed", refused.Error.Code);
            await session.Administration.SaveFieldAsync(Colour with { IsRequired = true });
        }
        await using var later = crm.OpenSession();
        Assert.True(later.Catalog.Type("lead").Field("colour").IsRequired);
    }

    [Theory]
    [InlineData("Colour", "catalog.key-invalid")]
    [InlineData("acme.colour", "catalog.key-invalid")]
    [InlineData("name", "catalog.duplicate")]
    public async Task A_key_that_cannot_be_is_refused_and_the_catalog_stays(string key, string code)
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.SaveFieldAsync(Colour with { Key = key }));
        Assert.Equal(code, refused.Error.Code);
        await using var later = crm.OpenSession();
        Assert.Equal(session.Catalog.Version, later.Catalog.Version);
        Assert.Empty(await later.Administration.FieldsAsync());
    }

    [Fact]
    public async Task Only_who_administers_the_type_may_define_fields()
    {
        await using var crm = new TestCrm();
        var rep = await crm.AddUserAsync("Rep", "sales-rep");
        await using var session = crm.OpenSession(rep);
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveFieldAsync(Colour));
        await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.FieldsAsync("lead"));
        Assert.Empty(await session.Administration.FieldsAsync());

        var admin = await crm.AddUserAsync("Admin", "administrator");
        await using var allowed = crm.OpenSession(admin);
        await allowed.Administration.SaveFieldAsync(Colour);
        Assert.Equal("colour", Assert.Single(await allowed.Administration.FieldsAsync("lead")).Key);
    }

    [Fact]
    public async Task Fields_are_there_again_after_a_restart()
    {
        await using var crm = new TestCrm();
        await using (var session = crm.OpenSession()) await session.Administration.SaveFieldAsync(Colour);

        await crm.RestartAsync();
        await crm.Crm.InitializeAsync();
        await using var later = crm.OpenSession();
        Assert.Equal("颜色", later.Catalog.Type("lead").Field("colour").Label.Chinese);
    }
}
