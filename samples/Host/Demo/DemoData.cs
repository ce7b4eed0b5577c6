using CrmKit.Fields;
using CrmKit.Sessions;
using CrmKit.Setup;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Offers the demo company where CrmKit is set up.</summary>
internal sealed class DemoData : IDemoData
{
    public LocalizedText Label { get; } = new("A made-up company with customers, deals, orders and cases, in English and Chinese.", "一家虚构的公司，含客户、商机、订单和服务单，中英文均有。");

    public Task FillAsync(ICrmSession session, CancellationToken cancellationToken) => DemoCompany.FillAsync(session, cancellationToken);
}
