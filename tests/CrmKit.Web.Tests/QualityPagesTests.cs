using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using CrmKit.AspNetCore;

namespace CrmKit.Web;

/// <summary>S31, S33, S35: rules across fields, what was set apart, and the queue of duplicates, as pages.</summary>
public sealed class QualityPagesTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task S31_rule_is_made_from_two_fields_met_in_a_form_changed_undone_and_removed()
    {
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        var page = await host.Browser.PageAsync("/crm/_admin/rules?type=campaign");
        var refused = await host.Browser.SubmitAsync(Form(page, "compare"), HttpStatusCode.UnprocessableEntity, ("left", "actualCost"), ("right", "endsOn"), ("key", key), ("english", "Not so."));
        Assert.NotNull(refused.QuerySelector("[data-code='filter.type']"));
        await host.Browser.DoneAsync(Form(refused, "compare"), ("left", "actualCost"), ("order", "le"), ("right", "budget"), ("english", "It costs no more than its budget."), ("chinese", "费用不得超过预算。"));
        Assert.NotNull((await host.Browser.SubmitAsync(Form(page, "compare"), HttpStatusCode.UnprocessableEntity, ("left", "actualCost"), ("right", "budget"), ("key", key), ("english", "Again."))).QuerySelector("[data-field=key] .invalid-feedback"));

        var form = (await host.Browser.PageAsync("/crm/campaigns/_new")).QuerySelector("main form")!;
        var wrong = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.name", "Dear"), ("f.budget", "100"), ("f.actualCost", "100.01"));
        Assert.Contains("It costs no more than its budget.", wrong.QuerySelector("[name='f.actualCost']")!.ParentElement!.TextContent, StringComparison.Ordinal);

        var address = (await host.Browser.PageAsync("/crm/_admin/rules")).QuerySelectorAll("tbody a").Single(a => a.TextContent.Trim() == "It costs no more than its budget.").GetAttribute("href")!;
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "save"), ("must", "actualCost lt budget"));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "undo"));
        Assert.Contains((await host.Browser.PageAsync("/crm/_admin/rules?type=campaign")).QuerySelectorAll("tbody tr"), r => r.TextContent.Contains("actualCost le budget", StringComparison.Ordinal));
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync(address), "remove"));
        await host.Browser.DoneAsync(form, ("f.name", "Dear"), ("f.budget", "100"), ("f.actualCost", "100.01"));
    }

    [Fact]
    public async Task S31_field_is_required_when_another_one_says_so()
    {
        var key = "web-" + Guid.NewGuid().ToString("N")[..8];
        await host.Browser.DoneAsync(Form(await host.Browser.PageAsync("/crm/_admin/rules?type=product"), "require"), ("when-field", "unit"), ("value", "it's a box"), ("needed", "code"), ("english", "Boxes have a code."), ("key", key));
        var problem = await host.Admin.JsonAsync("POST", "/api/products", """{"name":"A box","unit":"it's a box"}""", HttpStatusCode.BadRequest);
        Assert.Equal(("rule.broken", "code", "Boxes have a code."), ((string)problem["code"]!, (string)problem["errors"]![0]!["field"]!, (string)problem["errors"]![0]!["message"]!));
        await host.Admin.CreateAsync("products", """{"name":"A box","unit":"it's a box","code":"B1"}""");
        await host.Admin.CreateAsync("products", """{"name":"A bag","unit":"bag"}""");
        await host.Admin.JsonAsync("DELETE", "/api/catalog/rules/" + key, null, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task S33_what_was_set_apart_is_listed_with_its_reasons_and_released_many_at_once()
    {
        var (first, second, left) = (await host.Admin.CreateAsync("leads", """{"name":"asdf"}"""), await host.Admin.CreateAsync("leads", """{"name":"qwerty","email":"x@mailinator.com"}"""), await host.Admin.CreateAsync("leads", """{"name":"zxcv"}"""));
        var page = await host.Browser.PageAsync("/crm/_admin/quarantine?type=lead");
        var row = page.QuerySelector($"[name='release:{second}']")!.Closest("tr")!;
        Assert.Contains("an address for a short time", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("x@mailinator.com", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("/crm/leads/" + second, row.QuerySelector("a")!.GetAttribute("href"));
        await host.Browser.SubmitAsync(Form(page, "release"), HttpStatusCode.UnprocessableEntity);
        await host.Browser.DoneAsync(Form(page, "release"), ("release:" + first, "true"), ("release:" + second, "true"));
        page = await host.Browser.PageAsync("/crm/_admin/quarantine?type=lead", language: "zh-CN");
        Assert.Null(page.QuerySelector($"[name='release:{first}']"));
        Assert.Contains("姓名不像真实姓名", page.QuerySelector($"[name='release:{left}']")!.Closest("tr")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await host.Admin.GetAsync("/api/leads/" + second, HttpStatusCode.OK))["quarantinedAt"]);
    }

    [Fact]
    public async Task S34_slip_of_the_hand_is_asked_about_before_it_is_saved_and_saved_when_it_is_meant()
    {
        var mark = Guid.NewGuid().ToString("N")[..8];
        var form = (await host.Browser.PageAsync("/crm/contacts/_new")).QuerySelector("main form")!;
        var asked = await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity, ("f.lastName", "Slip" + mark), ("f.email", $"{mark}@gmial.com"), ("f.country", "China"), ("f.region", "Guangdnog"));
        Assert.Contains($"{mark}@gmail.com", asked.QuerySelector("[data-field='f.email'] [data-part=slip]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Guangdong", asked.QuerySelector("[data-field='f.region'] [data-part=slip]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{mark}@gmial.com", asked.QuerySelector("[name='f.email']")!.GetAttribute("value"));
        Assert.Empty((await host.Admin.GetAsync($"/api/contacts?filter=lastName eq 'Slip{mark}'", HttpStatusCode.OK))["items"]!.AsArray());
        var record = await host.Browser.DoneAsync(asked.QuerySelector("main form")!, ("f.region", "Guangdong"), ("slips", "allow"));
        var edit = (await host.Browser.PageAsync(record + "/_edit")).QuerySelector("main form")!;
        await host.Browser.DoneAsync(edit, ("f.jobTitle", "Typist")); // what stays as it was is not asked about again
        Assert.NotNull((await host.Browser.SubmitAsync((await host.Browser.PageAsync(record + "/_edit", language: "zh-CN")).QuerySelector("main form")!, HttpStatusCode.UnprocessableEntity, ("f.region", "Guangdnog"))).QuerySelector("[data-part=slip]"));
    }

    [Fact]
    public async Task S35_pairs_that_look_alike_are_scanned_decided_many_at_once_and_shown_side_by_side()
    {
        var (same, other) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid():N}@example.com");
        var ids = new List<string>();
        foreach (var mail in new[] { same, other })
            for (var i = 0; i < 2; i++) ids.Add((await host.Admin.CreateAsync("contacts", $$"""{"firstName":"Twin","lastName":"Of{{mail[..6]}}","email":"{{mail}}"}""")).ToString());
        var shown = await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync("/crm/_admin/duplicates?type=contact"), "scan"), HttpStatusCode.OK);
        Assert.NotNull(shown.QuerySelector(".alert-success"));
        var form = Form(shown, "decide");
        Assert.Contains("_merge?with=", RowOf(form, ids[0]).InnerHtml, StringComparison.Ordinal);
        await host.Browser.SubmitAsync(form, HttpStatusCode.UnprocessableEntity);
        await host.Browser.DoneAsync(form, (NameOf(form, ids[0]), "merge"), (NameOf(form, ids[2]), "different"));
        Assert.Single((await host.Admin.GetAsync($"/api/contacts?filter=email eq '{same}'", HttpStatusCode.OK))["items"]!.AsArray());
        Assert.Equal(2, (await host.Admin.GetAsync($"/api/contacts?filter=email eq '{other}'", HttpStatusCode.OK))["items"]!.AsArray().Count);
        var after = await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync("/crm/_admin/duplicates?type=contact"), "scan"), HttpStatusCode.OK);
        Assert.DoesNotContain(ids[2], after.QuerySelector("main")!.InnerHtml, StringComparison.Ordinal); // nobody is asked again
    }

    [Fact]
    public async Task S35_of_what_is_decided_together_nothing_is_done_when_one_pair_is_gone()
    {
        var (one, two) = ($"{Guid.NewGuid():N}@example.com", $"{Guid.NewGuid():N}@example.com");
        var ids = new List<string>();
        foreach (var mail in new[] { one, one, two, two }) ids.Add(await host.Admin.CreateAsync("contacts", $$"""{"firstName":"Pair","lastName":"Of{{mail[..6]}}","email":"{{mail}}"}"""));
        var form = Form(await host.Browser.SubmitAsync(Form(await host.Browser.PageAsync("/crm/_admin/duplicates?type=contact"), "scan"), HttpStatusCode.OK), "decide");
        await host.Admin.JsonAsync("DELETE", "/api/contacts/" + ids[2], null, HttpStatusCode.NoContent);
        await host.Browser.SubmitAsync(form, HttpStatusCode.NotFound, (NameOf(form, ids[0]), "different"), (NameOf(form, ids[2]), "merge"));
        var left = Form(await host.Browser.PageAsync("/crm/_admin/duplicates?type=contact"), "decide");
        Assert.Contains(ids[0], left.InnerHtml, StringComparison.Ordinal); // nobody said yet that they are different
    }

    private static IElement RowOf(IElement form, string id) => form.QuerySelectorAll("tbody tr").First(r => r.InnerHtml.Contains(id, StringComparison.Ordinal));

    private static string NameOf(IElement form, string id) => RowOf(form, id).QuerySelector("select")!.GetAttribute("name")!;

    private static IElement Form(IHtmlDocument page, string act) => page.QuerySelector($"form[data-act='{act}']") ?? throw new InvalidOperationException($"No form '{act}' on: {page.QuerySelector("main")?.TextContent}");
}
