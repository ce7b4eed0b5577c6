using CrmKit.Records;

namespace CrmKit.Accounts;

public sealed class AccountRulesTests
{
    [Fact]
    public async Task No_account_belongs_to_itself_through_others()
    {
        await using var crm = new TestCrm();
        var top = await crm.AddAsync(new Account { Name = "Top" });
        var middle = await crm.AddAsync(new Account { Name = "Middle", ParentId = top.Id });
        var bottom = await crm.AddAsync(new Account { Name = "Bottom", ParentId = middle.Id });
        await using var session = crm.OpenSession();
        foreach (var parent in new[] { top.Id, middle.Id, bottom.Id })
        {
            var changed = (await crm.FindAsync<Account>(top.Id))!;
            changed.ParentId = parent;
            var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(changed));
            Assert.Equal("account.hierarchy-cycle", refused.Error.Code);
        }
        Assert.Null((await crm.FindAsync<Account>(top.Id))!.ParentId);
    }

    [Fact]
    public async Task Two_changes_of_one_change_set_close_no_circle_either()
    {
        await using var crm = new TestCrm();
        var (left, right) = (await crm.AddAsync(new Account { Name = "Left" }), await crm.AddAsync(new Account { Name = "Right" }));
        (left.ParentId, right.ParentId) = (right.Id, left.Id);
        await using var session = crm.OpenSession();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.SaveAsync(new ChangeSet().Update(left).Update(right)));
        Assert.All(refused.Errors, e => Assert.Equal("account.hierarchy-cycle", e.Code));
        Assert.Equal(2, refused.Errors.Count);
    }

    [Fact]
    public async Task The_domain_comes_from_address_or_website_unless_said()
    {
        await using var crm = new TestCrm();
        Assert.Equal("acme.com", (await crm.AddAsync(new Account { Name = "Acme", Email = "Info@ACME.com" })).EmailDomain);
        Assert.Equal("beta.cn", (await crm.AddAsync(new Account { Name = "Beta", Email = "beta@qq.com", Website = "www.beta.cn/zh" })).EmailDomain);
        Assert.Equal("other.org", (await crm.AddAsync(new Account { Name = "Gamma", Website = "gamma.com", EmailDomain = "@Other.org" })).EmailDomain);
    }

    [Fact]
    public async Task Contacts_have_a_full_name_and_need_one()
    {
        await using var crm = new TestCrm();
        Assert.Equal("王小明", (await crm.AddAsync(new Contact { FirstName = "小明", LastName = "王" })).Name);
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Contact { Email = "a@b.com" }));
        Assert.Equal("contact.name-missing", refused.Error.Code);
        var unborn = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Contact { LastName = "Li", BornOn = new DateOnly(2026, 4, 1) }));
        Assert.Equal("contact.born-in-future", unborn.Error.Code);
    }

    [Fact]
    public async Task An_account_has_one_primary_contact_and_each_contact_one_role()
    {
        await using var crm = new TestCrm();
        var account = await crm.AddAsync(new Account { Name = "Acme" });
        var (ada, ben) = (await crm.AddAsync(new Contact { LastName = "Ada" }), await crm.AddAsync(new Contact { LastName = "Ben" }));
        var first = await crm.AddAsync(new AccountContact { AccountId = account.Id, ContactId = ada.Id, Role = ContactRole.DecisionMaker, IsPrimary = true });
        var second = await crm.AddAsync(new AccountContact { AccountId = account.Id, ContactId = ben.Id, Role = ContactRole.Influencer, IsPrimary = true });
        Assert.False((await crm.FindAsync<AccountContact>(first.Id))!.IsPrimary);
        Assert.True((await crm.FindAsync<AccountContact>(second.Id))!.IsPrimary);

        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new AccountContact { AccountId = account.Id, ContactId = ada.Id, Role = ContactRole.Billing }));
        Assert.Equal("account.contact-duplicate", refused.Error.Code);
    }
}
