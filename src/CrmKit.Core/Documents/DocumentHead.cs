namespace CrmKit.Documents;

/// <summary>What a document says for all its lines.</summary>
internal readonly record struct DocumentHead(string? Currency, Guid? PriceBookId)
{
    /// <summary>The heads of the documents that lines belong to, stored or in the same change set.</summary>
    public static async ValueTask<Dictionary<Guid, DocumentHead>> OfAsync(SaveContext lines, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var type = lines.Type.Field(lines.Type.ParentField!).ReferenceType!;
        var heads = new Dictionary<Guid, DocumentHead>();
        foreach (var id in ids)
            if (lines.Pending(new RecordRef(type, id)) is { } document) heads[id] = Of(document);
        var stored = ids.Where(id => !heads.ContainsKey(id)).ToList();
        if (stored.Count == 0) return heads;
        foreach (var document in await lines.FindAsync(lines.Session.Catalog.Type(type), stored, cancellationToken)) heads[document.Id] = Of(document);
        return heads;
    }

    private static DocumentHead Of(Record document) => document is IPriced priced ? new(priced.Currency, priced.PriceBookId) : throw new ArgumentException($"{document.GetType().Name} is no document.", nameof(document));
}
