using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Leads;

namespace CrmKit.Layouts;

/// <summary>S176: pages and forms of records, and the menu, are arranged by administrators without code.</summary>
public sealed class LayoutTests : IAsyncDisposable
{
    private static readonly LayoutDefinition Calls = new()
    {
        Key = "lead-calls", RecordType = "lead", Sections = [new() { Key = "first", Label = new("First", "首要"), Columns = 2, Fields = ["phone", "city"] }],
        HiddenFields = ["website"], KeyFields = ["phone"], Main = ["timeline"], Side = ["files"], HiddenParts = ["segments"], Buttons = [new() { Key = "map", Label = new("Map"), Link = "https://maps.example.com/?q={city}&p={phone}" }],
    };

    private readonly TestCrm _crm = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task S176_a_layout_for_a_role_goes_before_that_for_everybody_and_is_nobody_elses()
    {
        var (caller, manager) = (await _crm.AddUserAsync("Cai", "sales-rep"), await _crm.AddUserAsync("Mo", "sales-manager,sales-rep"));
        Assert.Null(await FindAsync(caller));
        await DoAsync(a => a.SaveLayoutAsync(Calls, Cancellation));
        await DoAsync(a => a.SaveLayoutAsync(new LayoutDefinition { Key = "lead-of-managers", RecordType = "lead", Role = "sales-manager" }, Cancellation));
        Assert.Equal("lead-calls", (await FindAsync(caller))!.Key);
        Assert.Equal("lead-of-managers", (await FindAsync(manager))!.Key);
        await DoAsync(a => a.SaveLayoutAsync(new LayoutDefinition { Key = "lead-of-sellers", RecordType = "lead", Role = "sales-rep" }, Cancellation));
        Assert.Equal(("lead-of-sellers", "lead-of-managers"), ((await FindAsync(caller))!.Key, (await FindAsync(manager))!.Key)); // the role that is named first
        await DoAsync(a => a.RemoveLayoutAsync("lead-of-managers", Cancellation));
        Assert.Equal("lead-of-sellers", (await FindAsync(manager))!.Key);
        await using var session = _crm.OpenSession(caller);
        Assert.Null(await session.Layouts.FindAsync("account", Cancellation));
    }

    [Fact]
    public async Task S176_layouts_have_versions_that_one_goes_back_to_and_stand_in_the_audit()
    {
        await DoAsync(a => a.SaveLayoutAsync(Calls, Cancellation));
        await DoAsync(a => a.SaveLayoutAsync(Calls with { HiddenFields = [] }, Cancellation));
        await DoAsync(a => a.UndoAsync(DefinitionKind.Layout, Calls.Key, 1, Cancellation));
        await using var session = _crm.OpenSession();
        Assert.Equal(["website"], Assert.Single(await session.Administration.LayoutsAsync("lead", Cancellation)).HiddenFields);
        Assert.Equal([3, 2, 1], (await session.Administration.VersionsAsync(DefinitionKind.Layout, Calls.Key, Cancellation)).Select(v => v.Version));
        Assert.Equal(3, (await session.Audit.SearchAsync(new AuditQuery { RecordType = "definition/layout" }, Cancellation)).Items.Count);
    }

    [Fact]
    public async Task S176_what_is_there_twice_or_not_at_all_is_refused_with_all_that_is_wrong()
    {
        Assert.Equal(["catalog.field-unknown", "layout.repeated", "layout.part-unknown", "layout.repeated"], await RefusedAsync(Calls with { KeyFields = ["nothing"], HiddenFields = ["city"], Main = ["timeline", "nowhere"], Side = ["timeline"] }));
        Assert.Equal(["catalog.role-unknown"], await RefusedAsync(Calls with { Role = "nobody" }));
        Assert.Equal(["catalog.key-invalid"], await RefusedAsync(Calls with { Key = "acme.lead" }));
        Assert.Equal(["catalog.key-invalid", "catalog.definition-invalid", "catalog.definition-invalid"], await RefusedAsync(Calls with { Sections = [new() { Key = "A B", Label = new(" "), Columns = 3 }] }));
        Assert.Equal(["catalog.definition-invalid"], await RefusedAsync(Calls with { KeyFields = ["name", "companyName", "email", "phone", "website", "city", "region", "country", "source", "rating", "estimatedAmount", "ownerId", "teamId"] }));
        await DoAsync(a => a.SaveLayoutAsync(Calls, Cancellation));
        Assert.Equal(["layout.taken"], await RefusedAsync(Calls with { Key = "another" }));
        await using var session = _crm.OpenSession();
        Assert.Equal([Calls.Key], (await session.Administration.LayoutsAsync(null, Cancellation)).Select(l => l.Key));
    }

    [Theory]
    [InlineData("javascript:alert(1)", "layout.link-invalid")]
    [InlineData("//example.com", "layout.link-invalid")]
    [InlineData("https://{city}.example.com/", "layout.link-invalid")]
    [InlineData("https://example.com{city}", "layout.link-invalid")]
    [InlineData("https://example.com/{city", "layout.link-invalid")]
    [InlineData("https://example.com/city}", "layout.link-invalid")]
    [InlineData("https://example.com/a b", "layout.link-invalid")]
    [InlineData("/\\example.com", "layout.link-invalid")]
    [InlineData("https://example.com/{town}", "catalog.field-unknown")]
    public async Task S175_a_button_leads_to_an_address_and_nowhere_else(string link, string code) =>
        Assert.Equal([code], await RefusedAsync(Calls with { Buttons = [new() { Key = "go", Label = new("Go"), Link = link }] }));

    [Fact]
    public async Task S175_a_button_says_what_the_record_has_and_is_absent_without_a_value_or_the_right_to_it()
    {
        await DoAsync(a => a.SaveRoleAsync(new RoleDefinition { Key = "caller", Label = new("Caller"), Permissions = [new("lead", Operations.Read, AccessScope.All)], Restrictions = [new("lead", "phone", false, false)] }, Cancellation));
        await DoAsync(a => a.SaveLayoutAsync(Calls, Cancellation));
        var lead = await _crm.AddAsync(new Lead { Name = "Ada", City = "São Paulo & more", Phone = "+5511999998888" });
        var bare = await _crm.AddAsync(new Lead { Name = "Bob", City = "Rome" });
        await using var session = _crm.OpenSession();
        Assert.Equal(["https://maps.example.com/?q=S%C3%A3o%20Paulo%20%26%20more&p=%2B5511999998888"], (await session.Layouts.LinksAsync(lead, Cancellation)).Select(l => l.Address));
        Assert.Empty(await session.Layouts.LinksAsync(bare, Cancellation));
        await using var caller = _crm.OpenSession(await _crm.AddUserAsync("Cai", "caller"));
        Assert.Empty(await caller.Layouts.LinksAsync(lead, Cancellation));
    }

    [Fact]
    public async Task S176_what_a_layout_names_of_a_plugin_goes_and_comes_with_it()
    {
        await _crm.Crm.InitializeAsync(Cancellation);
        AddPlugin();
        await DoAsync(a => a.SaveLayoutAsync(Calls with { Sections = [new() { Key = "first", Label = new("First"), Fields = ["acme.budget", "city"] }] }, Cancellation));
        _crm.RemovePlugin("acme");
        Assert.Equal(["city"], (await FindAsync())!.Sections[0].Fields);
        await DoAsync(async a => await a.SaveLayoutAsync(Assert.Single(await a.LayoutsAsync("lead", Cancellation)) with { HiddenFields = [] }, Cancellation)); // what it said of the plugin may stay
        AddPlugin();
        Assert.Equal(["acme.budget", "city"], (await FindAsync())!.Sections[0].Fields);

        void AddPlugin() => _crm.AddPlugin("acme", plugin => plugin.Fields<Lead>(f => f.Add(Field.Decimal("acme.budget"), "Budget")));
    }

    [Fact]
    public async Task S175_menus_are_by_role_hold_only_what_there_is_and_are_for_administrators_to_define()
    {
        var seller = await _crm.AddUserAsync("Cai", "sales-rep");
        await DoAsync(a => a.SaveMenuAsync(new MenuDefinition { Key = "all", Entries = ["lead", "board:opportunity.standard", "reports"], HiddenEntries = ["campaign"] }, Cancellation));
        await using (var session = _crm.OpenSession(seller))
        {
            Assert.Equal(["lead", "board:opportunity.standard", "reports"], (await session.Layouts.FindMenuAsync(Cancellation))!.Entries);
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveMenuAsync(new MenuDefinition { Key = "mine" }, Cancellation));
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.SaveLayoutAsync(Calls, Cancellation));
            await Assert.ThrowsAsync<CrmForbiddenException>(() => session.Administration.RemoveMenuAsync("all", Cancellation));
        }
        await DoAsync(a => a.SaveMenuAsync(new MenuDefinition { Key = "sellers", Role = "sales-rep", Entries = ["inbox"] }, Cancellation));
        await using (var session = _crm.OpenSession(seller)) Assert.Equal(["inbox"], (await session.Layouts.FindMenuAsync(Cancellation))!.Entries);
        foreach (var (menu, code) in new[] { (new MenuDefinition { Key = "x", Entries = ["leads"] }, "layout.entry-unknown"), (new MenuDefinition { Key = "x", Entries = ["board:none"] }, "layout.entry-unknown"), (new MenuDefinition { Key = "x", Role = "sales-manager", Entries = ["lead"], HiddenEntries = ["lead"] }, "layout.repeated"), (new MenuDefinition { Key = "x" }, "layout.taken") })
            Assert.Equal(code, (await Assert.ThrowsAsync<CrmRuleException>(() => DoAsync(a => a.SaveMenuAsync(menu, Cancellation)))).Error.Code);
        await DoAsync(a => a.RemoveMenuAsync("sellers", Cancellation));
        await DoAsync(a => a.UndoAsync(DefinitionKind.Menu, "sellers", 1, Cancellation));
        await using (var session = _crm.OpenSession(seller)) Assert.Equal("sellers", (await session.Layouts.FindMenuAsync(Cancellation))!.Key);
    }

    private async Task DoAsync(Func<ICatalogAdministration, Task> act)
    {
        await using var session = _crm.OpenSession();
        await act(session.Administration);
    }

    private async Task<IReadOnlyList<string>> RefusedAsync(LayoutDefinition layout) =>
        [.. (await Assert.ThrowsAsync<CrmRuleException>(() => DoAsync(a => a.SaveLayoutAsync(layout, Cancellation)))).Errors.Select(e => e.Code)];

    private async Task<LayoutDefinition?> FindAsync(Planning.User? user = null)
    {
        await using var session = user is null ? _crm.OpenSession() : _crm.OpenSession(user);
        return await session.Layouts.FindAsync("lead", Cancellation);
    }
}
