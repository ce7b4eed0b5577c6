using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Orders;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Documents;

public sealed class DocumentTemplateTests : IAsyncLifetime
{
    private static readonly Field<string> Plate = Field.Text("acme.plate");

    private static readonly DocumentTemplate Offer = new()
    {
        Key = "acme.offer",
        Label = new("Offer", "报价单"),
        RecordType = "order",
        Body = """
            <h1>{{name}} for {{account}}, {{account.city}}</h1>
            {{! a remark }}{{#each order-lines}}<li>{{@number}}. {{description}}: {{quantity}} x {{unitPrice}} = {{total}} ({{../name}}){{#if discountPercent}} -{{discountPercent}}{{/if}}</li>
            {{else}}<p>Nothing.</p>
            {{/each}}{{#if total gt 1000}}Large{{else}}Small{{/if}}: {{total}}, {{orderedOn}}
            """,
        Variants = new Dictionary<string, string> { ["de"] = "{{name}}: {{total}} am {{orderedOn}}", ["zh-Hans"] = "{{name}}：{{total}}" },
    };

    private readonly TestCrm _crm = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _crm.DisposeAsync();

    [Fact]
    public async Task EXT_a_template_makes_documents_with_its_plugin_and_is_gone_at_once_without_it()
    {
        var order = await OrderAsync("<b>Robots</b>");
        for (var round = 0; round < 2; round++)
        {
            _crm.AddPlugin("acme", plugin => plugin.AddDocumentTemplate(Offer));
            var document = await RenderAsync("acme.offer", order);
            Assert.Equal(("offer-b-robots--b.html", "text/html"), (document.FileName, document.MediaType));
            Assert.Equal("""
                <h1>&lt;b&gt;Robots&lt;/b&gt; for Acme &amp; Sons, Wien</h1>
                <li>1. Arm: 2 x 500.00 EUR = 900.00 EUR (&lt;b&gt;Robots&lt;/b&gt;) -10 %</li>
                <li>2. Bolt: 1,000 x 0.125 EUR = 125.00 EUR (&lt;b&gt;Robots&lt;/b&gt;)</li>
                Large: 1,025.00 EUR, 3/2/2026
                """, document.Text.Replace("&#160;", " ", StringComparison.Ordinal).Replace('\u00A0', ' '));
            Assert.Empty(document.HiddenFields.Concat(document.MissingFields));

            _crm.RemovePlugin("acme");
            Assert.Equal("template.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => RenderAsync("acme.offer", order))).Error.Code);
        }
    }

    [Theory]
    [InlineData("de-AT", "Robots: 1 025,00 EUR am 02.03.2026")]
    [InlineData("de-DE", "Robots: 1.025,00 EUR am 02.03.2026")]
    [InlineData("zh-CN", "Robots：1,025.00 EUR")]
    public async Task Texts_numbers_and_days_follow_the_culture(string culture, string expected)
    {
        _crm.AddPlugin("acme", plugin => plugin.AddDocumentTemplate(Offer));
        Assert.Equal(expected, (await RenderAsync("acme.offer", await OrderAsync("Robots"), culture)).Text.Replace("&#160;", " ", StringComparison.Ordinal).Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task Instants_are_in_the_tenants_zone_and_yen_have_no_decimals()
    {
        await using var crm = new TestCrm(c => c.Configure(o => (o.TimeZone, o.Currency) = ("Asia/Tokyo", "JPY")), plugin => plugin.AddDocumentTemplate(
            new DocumentTemplate { Key = "test.one", Label = new("One"), RecordType = "account", Output = DocumentOutput.Text, Body = "{{createdAt}} {{annualRevenue}} <{{name}}>" }));
        var account = await crm.AddAsync(new Account { Name = "A & B", AnnualRevenue = 1500 });
        await using var session = crm.OpenSession();
        Assert.Equal("16.03.2026 18:30 1.500 JPY <A & B>", (await session.Documents.RenderAsync("test.one", new RecordRef("account", account.Id), "de-DE")).Text.Replace("&#160;", " ", StringComparison.Ordinal).Replace('\u00A0', ' '));
    }

    [Fact]
    public async Task A012_A019_what_the_asker_may_not_read_is_empty_and_named_and_what_he_may_not_see_is_not_there()
    {
        _crm.AddPlugin("acme", plugin => plugin.AddDocumentTemplate(Offer).Role(new RoleDefinition
        {
            Key = "acme.blind",
            Label = new("Blind"),
            Permissions = [new Permission("order", Operations.Read, AccessScope.All), new Permission("account", Operations.Read, AccessScope.Own)],
            Restrictions = [new FieldRestriction("order", "total", CanRead: false, CanWrite: false), new FieldRestriction("order-line", "unitPrice", CanRead: false, CanWrite: false)],
        }));
        var order = await OrderAsync("Robots");
        var document = await RenderAsync("acme.offer", order, session: _crm.OpenSession(await _crm.AddUserAsync("Blind", "acme.blind")));
        Assert.Contains("<h1>Robots for , </h1>", document.Text); // the account is not his
        Assert.Contains("Small: , 3/2/2026", document.Text);
        Assert.Equal(["order-line.unitPrice", "order.total"], document.HiddenFields);
        Assert.DoesNotContain("1,025", document.Text);

        var stranger = await _crm.AddUserAsync("Stranger", null);
        await Assert.ThrowsAnyAsync<CrmException>(() => RenderAsync("acme.offer", order, session: _crm.OpenSession(stranger)));
    }

    [Theory]
    [InlineData("a\n{{nme}}", "line 2:")]
    [InlineData("{{account.nme}}", "line 1:")]
    [InlineData("\n\n{{#if name}}x", "line 3:")]
    [InlineData("{{#each order-lines}}\n{{nme}}{{/each}}", "line 2:")]
    [InlineData("{{#each order-lines}}{{#each payments}}{{/each}}{{/each}}", "loop stands in a loop")]
    [InlineData("{{#each leads}}{{/each}}", "nothing points at")]
    [InlineData("{{#each order-lines}}{{/if}}", "does not end")]
    [InlineData("{{/if}}", "ends or divides nothing")]
    [InlineData("{{else}}", "ends or divides nothing")]
    [InlineData("{{#if name}}a{{else}}b{{else}}c{{/if}}", "two '{{else}}'")]
    [InlineData("{{name", "not closed")]
    [InlineData("{{@number}}", "outside a loop")]
    [InlineData("{{../name}}", "outside a loop")]
    [InlineData("{{System.IO.File.Delete('x')}}", "is no field")]
    [InlineData("{{name.Length}}", "line 1:")]
    [InlineData("{{{name}}}", "is no field")]
    [InlineData("{{#if total eq 'x'}}{{/if}}", "cannot be compared")]
    [InlineData("{{#if name gt 'x'}}{{/if}}", "cannot be compared")]
    [InlineData("<ScRipt>{{name}}</script>", "no scripts")]
    [InlineData("\n<a onclick=\"{{name}}\">", "line 2: documents hold no scripts")]
    public async Task A013_A044_A_template_that_is_wrong_is_refused_with_its_line_when_it_is_defined(string body, string expected)
    {
        var plugin = Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme", p => p.AddDocumentTemplate(Offer with { Body = body })));
        Assert.Equal("catalog.definition-invalid", plugin.Error.Code);
        Assert.Contains(expected, plugin.Error.Message);
        await using var session = _crm.OpenSession();
        var admin = await Assert.ThrowsAsync<CrmRuleException>(() => session.Administration.SaveTemplateAsync(Offer with { Key = "offer", Body = "fine", Variants = new Dictionary<string, string> { ["fr"] = body } }));
        Assert.Equal("catalog.definition-invalid", admin.Error.Code);
        Assert.Contains(expected, admin.Error.Message);
        Assert.Contains("in 'fr'", admin.Error.Message);
    }

    [Fact]
    public async Task A044_a_template_that_multiplies_what_it_shows_ends_at_a_size()
    {
        var order = await OrderAsync(new string('x', 100));
        await _crm.AddAsync(Enumerable.Range(0, 60).Select(i => new OrderLine { OrderId = order, Description = $"Line {i}", Quantity = 1, UnitPrice = 1 }));
        await using (var session = _crm.OpenSession())
            await session.Administration.SaveTemplateAsync(Offer with { Key = "bomb", Body = "{{#each order-lines}}" + string.Concat(Enumerable.Repeat("{{../name}}", 15_000)) + "{{/each}}", Variants = new Dictionary<string, string>() });
        Assert.Equal("template.too-large", (await Assert.ThrowsAsync<CrmRuleException>(() => RenderAsync("bomb", order))).Error.Code);
        await using var later = _crm.OpenSession();
        Assert.Equal("catalog.definition-invalid", (await Assert.ThrowsAsync<CrmRuleException>(() => later.Administration.SaveTemplateAsync(Offer with { Key = "long", Body = new string('x', 200_001) }))).Error.Code);
    }

    [Fact]
    public async Task Administrators_templates_outlive_the_plugins_whose_fields_they_show()
    {
        void Cars(ICrmPluginBuilder plugin) => plugin.Fields<Order>(f => f.Add(Plate, "Plate"));
        _crm.AddPlugin("acme", Cars);
        await using (var session = _crm.OpenSession())
            await session.Administration.SaveTemplateAsync(Offer with { Key = "slip", Output = DocumentOutput.Text, Body = "{{name}}: {{acme.plate}}{{#if acme.plate eq 'W 1'}}!{{/if}}" });
        var order = (await _crm.AddAsync(new Order { Name = "Car", [Plate] = "W 1" })).Id;
        Assert.Equal("Car: W 1!", (await RenderAsync("slip", order)).Text);

        _crm.RemovePlugin("acme");
        var without = await RenderAsync("slip", order);
        Assert.Equal(("Car: ", "acme.plate"), (without.Text, Assert.Single(without.MissingFields)));
        _crm.AddPlugin("acme", Cars);
        Assert.Equal("Car: W 1!", (await RenderAsync("slip", order)).Text);

        await using var last = _crm.OpenSession();
        Assert.Equal("slip", Assert.Single(await last.Administration.TemplatesAsync("order")).Key);
        await last.Administration.RemoveTemplateAsync("slip");
        Assert.Equal("template.unknown", (await Assert.ThrowsAsync<CrmNotFoundException>(() => RenderAsync("slip", order))).Error.Code);
    }

    [Fact]
    public async Task Two_plugins_with_one_key_are_refused_with_both_names_and_bad_questions_with_a_code()
    {
        _crm.AddPlugin("acme", plugin => plugin.AddDocumentTemplate(Offer with { Key = "acme.lab.offer" }));
        var twice = Assert.Throws<CrmRuleException>(() => _crm.AddPlugin("acme.lab", plugin => plugin.AddDocumentTemplate(Offer with { Key = "acme.lab.offer" })));
        Assert.Equal("catalog.duplicate", twice.Error.Code);
        Assert.True(twice.Error.Message.Contains("'acme'", StringComparison.Ordinal) && twice.Error.Message.Contains("'acme.lab'", StringComparison.Ordinal), twice.Error.Message);

        var order = await OrderAsync("Robots");
        Assert.Equal("template.culture", (await Assert.ThrowsAsync<CrmValidationException>(() => RenderAsync("acme.lab.offer", order, "x; y"))).Error.Code);
        await using var session = _crm.OpenSession();
        Assert.Equal("template.type", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Documents.RenderAsync("acme.lab.offer", new RecordRef("lead", order)))).Error.Code);
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Documents.RenderAsync("acme.lab.offer", new RecordRef("order", Guid.NewGuid())))).Error.Code);
    }

    private async Task<Guid> OrderAsync(string name)
    {
        var account = await _crm.AddAsync(new Account { Name = "Acme & Sons", City = "Wien" });
        var order = new Order { Name = name, AccountId = account.Id, Currency = "EUR", OrderedOn = new DateOnly(2026, 3, 2) };
        await _crm.AddAsync(order, new OrderLine { OrderId = order.Id, Description = "Arm", Quantity = 2, UnitPrice = 500, DiscountPercent = 10 }, new OrderLine { OrderId = order.Id, Description = "Bolt", Quantity = 1000, UnitPrice = 0.125m });
        return order.Id;
    }

    private async Task<RenderedDocument> RenderAsync(string template, Guid order, string? culture = null, ICrmSession? session = null)
    {
        await using var open = session ?? _crm.OpenSession();
        return await open.Documents.RenderAsync(template, new RecordRef("order", order), culture);
    }
}
