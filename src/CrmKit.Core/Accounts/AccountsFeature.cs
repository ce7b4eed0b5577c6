using CrmKit.Documents;
using CrmKit.Intake;
using CrmKit.Matching;
using CrmKit.Planning;
using CrmKit.Places;
using CrmKit.Plugins;
using CrmKit.Quality;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Accounts;

/// <summary>Organisations and the people there.</summary>
internal sealed class AccountsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<Account>("account", "accounts", new("Account", "客户"), new("Accounts", "客户"), Account);
        plugin.CoreType<Contact>("contact", "contacts", new("Contact", "联系人"), new("Contacts", "联系人"), Contact);
        plugin.CoreType<AccountContact>("account-contact", "account-contacts", new("Role at an account", "客户角色"), new("Roles at accounts", "客户角色"), AccountContact);

        plugin.AddNormalizer<CurrencyNormalizer>("account").AddNormalizer<EmailDomainNormalizer>("account").AddBeforeSave<AddressLine>("account")
            .AddValidator<CurrencyValidator>("account").AddValidator<AccountHierarchy>("account")
            .AddNormalizer<QuarantineRule>("contact").AddBeforeSave<ContactName>("contact").AddBeforeSave<AddressLine>("contact").AddBeforeSave<BounceReset>("contact").AddValidator<ContactRules>("contact")
            .AddValidator<AccountContactDuplicates>("account-contact").AddAfterSave<OnePrimaryContact>("account-contact");
    }

    private static void Account(CoreTypeBuilder<Account> type) => type
        .Name(a => a.Name).Matched(MatchKind.Company)
        .Choice(a => a.Kind, "Kind", "类别", Option("customer", "Customer", "客户"), Option("supplier", "Supplier", "供应商"), Option("partner", "Partner", "合作伙伴"),
            Option("competitor", "Competitor", "竞争对手"), Option("other", "Other", "其他"))
        .Text(a => a.Industry, "Industry", "行业", indexed: true)
        .Field(a => a.Website, "Website", "网站", FieldKind.Url)
        .Field(a => a.Phone, "Phone", "电话", FieldKind.Phone).Matched(MatchKind.Phone)
        .Field(a => a.Email, "E-mail", "电子邮箱", FieldKind.Email).Matched(MatchKind.Email)
        .Field(a => a.EmailDomain, "E-mail domain", "邮箱域名", FieldKind.Text, f => f with { MaxLength = 253, IsIndexed = true })
        .Text(a => a.Street, "Street", "街道").Matched(MatchKind.Text)
        .Text(a => a.City, "City", "城市").Matched(MatchKind.Text)
        .Text(a => a.Region, "Region", "地区", indexed: true)
        .Text(a => a.PostalCode, "Postal code", "邮政编码", 20).Matched(MatchKind.Code)
        .Text(a => a.Country, "Country", "国家", 100).Matched(MatchKind.Choice)
        .Computed(a => a.Address, "Address", "地址", FieldKind.LongText)
        .Reference(a => a.ParentId, "account", "Parent account", "上级客户")
        .Integer(a => a.EmployeeCount, "Employees", "员工人数", 0, 10_000_000)
        .Money(a => a.AnnualRevenue, "Annual revenue", "年收入", signed: true)
        .Currency(a => a.Currency)
        .Integer(a => a.FoundedYear, "Founded in", "成立年份", 1, 9999)
        .Long(a => a.Description, "Description", "描述")
        .Under(FieldSection.Reach, "website", "phone", "email", "emailDomain")
        .Under(FieldSection.Address, "street", "city", "region", "postalCode", "country", "address")
        .Under(FieldSection.Money, "annualRevenue", "currency");

    private static void Contact(CoreTypeBuilder<Contact> type) => type
        .Computed(c => c.Name, "Name", "姓名", FieldKind.Text, f => f with { IsIndexed = true })
        .Text(c => c.FirstName, "First name", "名", 100).Matched(MatchKind.Name)
        .Text(c => c.LastName, "Last name", "姓", 100).Matched(MatchKind.Name, "firstName")
        .Reference(c => c.AccountId, "account", "Account", "客户")
        .Field(c => c.Email, "E-mail", "电子邮箱", FieldKind.Email, f => f with { IsIndexed = true }).Matched(MatchKind.Email)
        .Computed(c => c.EmailBouncedAt, "E-mail bounced at", "邮件退回时间")
        .Field(c => c.Phone, "Phone", "电话", FieldKind.Phone).Matched(MatchKind.Phone)
        .Field(c => c.Mobile, "Mobile", "手机", FieldKind.Phone, f => f with { IsIndexed = true }).Matched(MatchKind.Phone, "phone")
        .Text(c => c.JobTitle, "Job title", "职位")
        .Text(c => c.Department, "Department", "部门")
        .Field(c => c.BornOn, "Born on", "出生日期").Matched(MatchKind.Date)
        .Text(c => c.Street, "Street", "街道").Matched(MatchKind.Text)
        .Text(c => c.City, "City", "城市").Matched(MatchKind.Text)
        .Text(c => c.Region, "Region", "地区")
        .Text(c => c.PostalCode, "Postal code", "邮政编码", 20).Matched(MatchKind.Code)
        .Text(c => c.Country, "Country", "国家", 100)
        .Computed(c => c.Address, "Address", "地址", FieldKind.LongText)
        .Choice(c => c.PreferredChannel, "Preferred channel", "偏好渠道", [.. Channels.All])
        .Long(c => c.Description, "Description", "描述")
        .Quarantined(c => c.QuarantinedAt, c => c.QuarantineReason)
        .Under(FieldSection.Reach, "email", "emailBouncedAt", "phone", "mobile", "preferredChannel")
        .Under(FieldSection.Address, "street", "city", "region", "postalCode", "country", "address")
        .IsAPerson("preferredChannel", "quarantinedAt", "quarantineReason");

    private static void AccountContact(CoreTypeBuilder<AccountContact> type) => type
        .PartOf(p => p.AccountId, "account", "Account", "客户")
        .Reference(p => p.ContactId, "contact", "Contact", "联系人", f => f with { IsRequired = true })
        .Choice(p => p.Role, "Role", "角色", Option("other", "Other", "其他"), Option("decision-maker", "Decision maker", "决策者"), Option("influencer", "Influencer", "影响者"),
            Option("user", "User", "使用者"), Option("gatekeeper", "Gatekeeper", "把关者"), Option("champion", "Champion", "支持者"),
            Option("billing", "Billing", "财务"), Option("technical", "Technical", "技术评估"))
        .Field(p => p.IsPrimary, "Primary contact", "首要联系人")
        .Field(p => p.EndedOn, "Ended on", "离任日期")
        .Long(p => p.Note, "Note", "备注").Personal()
        .KnownBy(p => p.Role);
}
