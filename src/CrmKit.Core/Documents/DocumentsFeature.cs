using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Documents;

/// <summary>What documents of all kinds share: what their lines need to know of them.</summary>
internal sealed class DocumentsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.Services.AddScoped<PendingDocuments>();
}
