namespace CrmKit.Documents;

/// <summary>Keeps the currency of a document that has parts with amounts: one currency per document.</summary>
internal sealed class CurrencyFixed : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var currency = context.Type.Field("currency");
        var changed = context.Changes.Where(c => c.Before is not null && currency.Get(c.Before) is not null && c.HasChanged(currency)).ToList();
        if (changed.Count == 0) return;
        List<Guid?> ids = [.. changed.Select(c => (Guid?)c.After.Id)];
        var owners = new List<Guid?>();
        foreach (var part in context.Session.Catalog.Types.Where(t => IsCounted(t, context.Type)))
            owners.AddRange((await context.PartsAsync(part, ids, cancellationToken)).Select(p => part.Field(part.ParentField!).Get(p) as Guid?));
        var parts = owners.ToLookup(id => id);
        foreach (var change in changed)
            if (parts[change.After.Id].Count() is > 0 and var count)
                context.Refuse(change, DocumentErrors.CurrencyFixed((string)currency.Get(change.Before!)!, (string?)currency.Get(change.After), count));
    }

    private static bool IsCounted(RecordTypeDefinition part, RecordTypeDefinition document) =>
        part.ParentField is { } parent && part.Field(parent).ReferenceType == document.Key && part.Fields.Any(f => f is { Kind: FieldKind.Money, IsCustom: false });
}
