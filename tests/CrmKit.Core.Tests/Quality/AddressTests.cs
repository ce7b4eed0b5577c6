using CrmKit.Accounts;
using CrmKit.Leads;
using CrmKit.Places;
using CrmKit.Records;

namespace CrmKit.Quality;

/// <summary>Addresses in parts and in one text.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("科技园路1号", "深圳市", "广东省", "518000", "CN", "中国广东省深圳市科技园路1号 518000")]
    [InlineData("长安街1号", "北京市", "北京市", "100000", "China", "中国北京市长安街1号 100000")]
    [InlineData("长安街1号", "北京市", null, null, null, "北京市长安街1号")]
    [InlineData("1 Main Street", "Shenzhen", "Guangdong", "518000", "China", "1 Main Street, Shenzhen, Guangdong 518000, China")]
    [InlineData("350 Fifth Avenue\nFloor 3", "New York", "NY", "10118", "US", "350 Fifth Avenue, Floor 3, New York, NY 10118, US")]
    [InlineData("Unter den Linden 1", "Berlin", null, "10117", "Germany", "Unter den Linden 1, 10117 Berlin, Germany")]
    [InlineData(null, "London", null, "SW1A 1AA", null, "London, SW1A 1AA")]
    [InlineData(null, null, null, null, "FR", "FR")]
    [InlineData(" ", null, null, null, null, null)]
    public void An_address_is_written_as_its_country_does(string? street, string? city, string? region, string? postalCode, string? country, string? text) =>
        Assert.Equal(text, AddressText.Of(street, city, region, postalCode, country));

    [Fact]
    public async Task The_one_text_follows_its_parts_and_can_be_searched()
    {
        await using var crm = new TestCrm();
        var account = await crm.AddAsync(new Account { Name = "Acme", Street = "1 Main Street", City = "Springfield", Country = "US" });
        await crm.AddAsync(new Contact { LastName = "King", City = "London" });
        await crm.AddAsync(new Lead { Name = "Ada" });
        await using var session = crm.OpenSession();
        await session.Records.SaveAsync(new ChangeSet().Patch(new("account", account.Id), new Dictionary<string, object?> { ["region"] = "IL", ["postalCode"] = "62701" }));
        Assert.Equal("1 Main Street, Springfield, IL 62701, US", (await crm.FindAsync<Account>(account.Id))!.Address);
        Assert.Single((await session.Records.QueryAsync(new RecordQuery("account") { Filter = "address contains 'Springfield, IL'" })).Items);
        Assert.Equal("field.read-only", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(new ChangeSet().Patch(new("account", account.Id), new Dictionary<string, object?> { ["address"] = "x" })))).Error.Code);
    }

    [Theory]
    [InlineData("CN", "广东", "CN-GD")]
    [InlineData("CN", "广西壮族自治区", "CN-GX")]
    [InlineData("CN", "Sichuan", "CN-SC")]
    [InlineData("US", "ca", "US-CA")]
    [InlineData("US", "California", "US-CA")]
    [InlineData("DE", "Bayern", "DE-BY")]
    [InlineData("US", "Bayern", null)]
    [InlineData("TV", "Funafuti", null)]
    public void Regions_are_found_by_code_and_name(string country, string text, string? code) => Assert.Equal(code, Regions.Find(country, text)?.Code);

    [Theory]
    [InlineData("China", "region", "Guangdnog", "Guangdong")]
    [InlineData("CN", "region", "广西省", "广西壮族自治区")]
    [InlineData("CN", "region", "Shanix", "Shanxi")]
    [InlineData("CN", "city", "Shangahi", "Shanghai")]
    [InlineData("US", "region", "Californai", "California")]
    [InlineData("CN", "region", "河西省", null)] // neither 河南 nor 河北, nor 江西
    [InlineData("US", "region", "Guangdnog", null)]
    [InlineData("TV", "region", "Funafutti", null)]
    public async Task S34_a_slip_in_the_name_of_a_region_is_told_with_the_listed_one(string country, string field, string text, string? meant)
    {
        await using var crm = new TestCrm();
        await using var session = crm.OpenSession();
        var found = await session.Quality.CheckAsync("account", new Dictionary<string, object?> { ["country"] = country, [field] = text });
        Assert.Equal(meant, found.SingleOrDefault(f => f.Code == "quality.region-mistyped")?.Suggestion);
    }

    [Fact]
    public void Every_region_is_of_a_country_and_has_a_code_of_its_own()
    {
        var regions = Countries.All.SelectMany(c => Regions.Of(c.Code)).ToList();
        Assert.Equal(PlaceTables.Lines("regions.txt").Count(), regions.Count);
        Assert.Equal(regions.Count, regions.Select(r => r.Code).Distinct().Count());
        Assert.All(Regions.Of("CN"), r => Assert.NotNull(r.Name.Chinese));
    }
}
