using CrmKit.Plugins;
using CrmKit.Text;

namespace CrmKit.Enrichment;

/// <summary>What CrmKit itself knows about somebody: what the address says, and colleagues who are stored already.</summary>
internal sealed class EnrichmentFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddEnrichmentSource<AddressSource>(new EnrichmentSourceDefinition
    {
        Key = "address",
        Label = new Said("E-mail address", "电子邮箱", "電子郵件").ToText(),
        RecordTypes = ["contact", "lead", "account"],
        Basis = new Said("From the address itself and from records stored here; nobody outside is asked.", "来自邮箱地址本身和本系统内的记录，不询问任何外部方。", "來自郵件地址本身和本系統內的記錄，不詢問任何外部方。").ToText(),
    });
}
