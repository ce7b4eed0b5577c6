using Microsoft.Extensions.Options;

namespace CrmKit.Documents;

/// <summary>Completes lines from product and price book, and computes their amounts.</summary>
internal sealed class LineAmounts(IOptions<CrmKitOptions> options) : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var parent = context.Type.Field(context.Type.ParentField!);
        var lines = context.Living<DocumentLine>().Where(c => parent.Get(c.Record) is Guid).ToList();
        if (lines.Count == 0) return;

        Guid ParentOf(DocumentLine line) => (Guid)parent.Get(line)!;
        var heads = await DocumentHead.OfAsync(context, lines.Select(l => ParentOf(l.Record)).ToHashSet(), cancellationToken);
        foreach (var (_, line) in lines) line.Quantity ??= 1;
        await PriceFinder.CompleteAsync(context, [.. lines.Select(l => (l.Record, Head(ParentOf(l.Record))))], cancellationToken);

        foreach (var (change, line) in lines)
        {
            try
            {
                var sums = DocumentMath.Line(LineTerms.Of(line), Currencies.MinorUnits(Head(ParentOf(line)).Currency));
                (line.Subtotal, line.Discount, line.Tax, line.Total) = (sums.Subtotal, sums.Discount, sums.Tax, sums.Total);
            }
            catch (OverflowException)
            {
                context.Refuse(change, DocumentErrors.TooLarge());
            }
        }

        DocumentHead Head(Guid id) => heads.TryGetValue(id, out var head) && head.Currency is not null ? head : head with { Currency = options.Value.Currency };
    }
}
