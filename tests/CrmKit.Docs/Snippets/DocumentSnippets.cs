using CrmKit.Documents;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

#region document-template
public sealed class OfferPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.AddDocumentTemplate(new DocumentTemplate
    {
        Key = "acme.confirmation",
        Label = new("Confirmation", "订单确认"),
        RecordType = "order",
        Body = """
            <h1>{{name}}</h1>
            <p>For {{account.name}}, {{orderedOn}}</p>
            <table>
            {{#each order-lines}}<tr><td>{{@number}}</td><td>{{description}}</td><td>{{quantity}}</td><td>{{total}}</td></tr>
            {{else}}<tr><td>Nothing was ordered.</td></tr>
            {{/each}}</table>
            {{#if total gt 1000}}<p>Delivery is free.</p>{{/if}}
            <p>Total: {{total}}</p>
            """,
        Variants = new Dictionary<string, string> { ["de"] = "<h1>{{name}}</h1><p>Summe: {{total}}</p>" },
    });

    public static Task<RenderedDocument> ConfirmAsync(ICrmSession session, Guid order, CancellationToken cancellationToken) =>
        session.Documents.RenderAsync("acme.confirmation", new RecordRef("order", order), "de-AT", cancellationToken);
}
#endregion

public static class PrintSnippets
{
    public static async Task PrintAsync(ICrmSession session, Guid quote, CancellationToken cancellationToken)
    {
        #region document-print
        var print = new DocumentPrint { Culture = "de-AT", Format = DocumentFormat.Pdf, Paper = DocumentPaper.A4, Attach = true };
        var printed = await session.Documents.PrintAsync("core.quote", new RecordRef("quote", quote), print, cancellationToken);
        await File.WriteAllBytesAsync(printed.FileName, printed.Content, cancellationToken); // and it is among the quote's files
        #endregion
    }
}
