namespace CrmKit.Browser;

/// <summary>The main pages, each over records of the demo company; <c>{plural:filter}</c> stands for the first record that the filter finds.</summary>
internal static class Places
{
    /// <summary>A record that nobody ever made.</summary>
    public const string Missing = "/crm/leads/00000000-0000-0000-0000-000000000001";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["home"] = "/crm/",
        ["team"] = "/crm/_team",
        ["notifications"] = "/crm/_notifications",
        ["inbox"] = "/crm/_inbox",
        ["list-leads"] = "/crm/leads",
        ["list-opportunities-filtered"] = "/crm/opportunities?filter=amount%20gt%201000%20and%20stage%20eq%20%27negotiation%27&total=true",
        ["list-empty"] = "/crm/leads?filter=name%20eq%20%27nobody%27",
        ["list-filter-unreadable"] = "/crm/leads?filter=name%20%3D%20x",
        ["list-accounts"] = "/crm/accounts",
        ["board-opportunities"] = "/crm/_boards/opportunity.standard",
        ["board-quotes"] = "/crm/_boards/quote.standard",
        ["board-leads"] = "/crm/_boards/lead.standard",
        ["record-lead"] = "/crm/leads/{leads:stage eq 'new'}",
        ["record-account"] = "/crm/accounts/{accounts:kind eq 'customer' and country eq 'China'}",
        ["record-contact"] = "/crm/contacts/{contacts:jobTitle ne null}",
        ["record-opportunity"] = "/crm/opportunities/{opportunities:stage eq 'negotiation'}",
        ["record-opportunity-won"] = "/crm/opportunities/{opportunities:stage eq 'won'}",
        ["record-order"] = "/crm/orders/{orders:total gt 0}",
        ["record-quote"] = "/crm/quotes/{quotes:total gt 0}",
        ["record-contract"] = "/crm/contracts/{contracts:amount gt 0}",
        ["record-case"] = "/crm/cases/{cases:subject ne null}",
        ["record-project"] = "/crm/projects/{projects:name ne null}",
        ["record-product"] = "/crm/products/{products:name ne null}",
        ["record-history"] = "/crm/opportunities/{opportunities:stage eq 'negotiation'}/_history",
        ["record-rights"] = "/crm/opportunities/{opportunities:stage eq 'negotiation'}/_rights",
        ["record-merge"] = "/crm/accounts/{accounts:kind eq 'customer' and country eq 'China'}/_merge",
        ["form-new-lead"] = "/crm/leads/_new",
        ["form-edit-opportunity"] = "/crm/opportunities/{opportunities:stage eq 'negotiation'}/_edit",
        ["form-stage-lost"] = "/crm/opportunities/{opportunities:stage eq 'negotiation'}/_stage?stage=lost",
        ["form-lines"] = "/crm/orders/{orders:total gt 0}/_lines",
        ["convert-lead"] = "/crm/leads/{leads:stage eq 'new'}/_convert?to=opportunity",
        ["view"] = "/crm/opportunities/_view",
        ["cases"] = "/crm/_cases?view=all",
        ["case-picked"] = "/crm/_cases?view=all&case={cases:stageCategory eq 'open'}",
        ["projects"] = "/crm/_projects",
        ["project-plan"] = "/crm/_projects/{projects:name ne null}",
        ["reports"] = "/crm/_reports",
        ["report-funnel"] = "/crm/_reports/funnel",
        ["report-winrate"] = "/crm/_reports/winrate?by=owner&period=this-year&compare=year",
        ["report-regions"] = "/crm/_reports/regions?type=account",
        ["report-targets"] = "/crm/_reports/targets",
        ["report-activity"] = "/crm/_reports/activity",
        ["report-lifecycle"] = "/crm/_reports/lifecycle",
        ["report-losses"] = "/crm/_reports/losses?by=deal",
        ["report-arrears"] = "/crm/_reports/arrears",
        ["report-products"] = "/crm/_reports/products",
        ["report-business"] = "/crm/_reports/business",
        ["report-field-usage"] = "/crm/_reports/field-usage",
        ["report-cohorts"] = "/crm/_reports/cohorts",
        ["dashboard"] = "/crm/_dashboard",
        ["search"] = "/crm/_search?q=pump",
        ["search-nothing"] = "/crm/_search?q=qqqqzzzz",
        ["segments"] = "/crm/_segments",
        ["segment-new"] = "/crm/_segments/new?type=account&draft=1&filter=city%20ne%20null&part=any(orders)",
        ["segment-related"] = "/crm/_segments/new?type=account&draft=1&relation=orders",
        ["visitors"] = "/crm/_visitors",
        ["customer"] = "/crm/accounts/{accounts:kind eq 'customer' and country eq 'China'}/_customer",
        ["enrichment"] = "/crm/accounts/{accounts:website ne null}/_enrichment",
        ["error-404"] = Missing,
        ["imports"] = "/crm/_imports",
        ["admin"] = "/crm/_admin",
        ["admin-setup"] = "/crm/_admin/setup",
        ["admin-setup-users"] = "/crm/_admin/setup?step=users",
        ["admin-see-as"] = "/crm/_admin/see-as",
        ["admin-users"] = "/crm/_admin/users",
        ["admin-invitations"] = "/crm/_admin/invitations",
        ["admin-layouts"] = "/crm/_admin/layouts?type=lead",
        ["admin-layout"] = "/crm/_admin/layout?type=lead",
        ["admin-menu"] = "/crm/_admin/menu",
        ["admin-roles"] = "/crm/_admin/roles",
        ["admin-role"] = "/crm/_admin/roles?role=sales-rep",
        ["admin-rights"] = "/crm/_admin/rights",
        ["admin-rights-asked"] = "/crm/_admin/rights?user={users:roles eq 'sales-rep'}&operation=read&type=lead",
        ["admin-seen-as"] = "/crm/_admin/see-as?type=opportunity&user={users:roles eq 'sales-rep'}",
        ["admin-rules"] = "/crm/_admin/rules?type=opportunity",
        ["admin-quarantine"] = "/crm/_admin/quarantine",
        ["admin-duplicates"] = "/crm/_admin/duplicates",
        ["admin-settings"] = "/crm/_admin/settings",
        ["admin-connectors"] = "/crm/_admin/connectors",
        ["admin-backups"] = "/crm/_admin/backups",
        ["admin-fields"] = "/crm/_admin/fields?type=lead",
        ["admin-pipelines"] = "/crm/_admin/pipelines",
        ["admin-pipeline"] = "/crm/_admin/pipelines?pipeline=opportunity.standard",
        ["admin-profile"] = "/crm/_admin/profile",
        ["admin-keys"] = "/crm/_admin/keys",
        ["admin-webhooks"] = "/crm/_admin/webhooks",
        ["admin-plugins"] = "/crm/_admin/plugins",
        ["admin-jobs"] = "/crm/_admin/jobs",
        ["admin-audit"] = "/crm/_admin/audit",
        ["admin-security"] = "/crm/_admin/security",
        ["admin-health"] = "/crm/_admin/health",
    };

    /// <summary>A page's address, with its record filled in.</summary>
    public static async Task<string> AddressAsync(DemoBrowserHost host, string place)
    {
        var address = All[place];
        if (address.IndexOf('{', StringComparison.Ordinal) is var start && start < 0) return address;
        var end = address.IndexOf('}', start);
        var (plural, filter) = address[(start + 1)..end].Split(':') is [var p, var f] ? (p, f) : throw new InvalidOperationException(address);
        return address[..start] + await host.FirstAsync(plural, filter) + address[(end + 1)..];
    }
}
