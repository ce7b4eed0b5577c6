using CrmKit.Enrichment;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

#region enrichment-source
public sealed class RegisterPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddEnrichmentSource<TradeRegister>(new EnrichmentSourceDefinition
        {
            Key = "acme.register", Label = new("Trade register", "工商登记"), RecordTypes = ["account"],
            Basis = new("Public register, updated every week.", "公开登记信息，每周更新。"),
        });
}

internal sealed class TradeRegister : IEnrichmentSource
{
    private static readonly Dictionary<string, int> FoundedIn = new() { ["acme.com"] = 1949 };

    public ValueTask ProposeAsync(EnrichmentContext context, CancellationToken cancellationToken)
    {
        foreach (var account in context.Records)
            if (context.Read(account, "emailDomain") is string domain && FoundedIn.TryGetValue(domain, out var year))
                context.Propose(account, "foundedYear", year, new("Entered in the register.", "登记信息。"), confidencePercent: 95);
        return default;
    }
}
#endregion

internal static class EnrichmentSnippets
{
    public static async Task TakeOverAsync(ICrmSession session, Guid contact)
    {
        #region enrichment-accept
        var answer = await session.Enrichment.ProposeAsync(new EnrichmentRequest("contact", [contact]));
        var sure = answer.Proposals.Where(p => p.ConfidencePercent >= 90 && p.Current is null).Select(p => new EnrichmentChoice(p.Field, p.Source.Key)).ToList();
        if (sure.Count > 0) await session.Enrichment.AcceptAsync(new RecordRef("contact", contact), sure);
        #endregion
    }
}
