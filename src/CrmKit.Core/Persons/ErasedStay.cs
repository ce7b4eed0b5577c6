using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Persons;

/// <summary>An erased person does not come back.</summary>
internal sealed class ErasedStay : IRecordValidator
{
    public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var restored = context.Changes.Where(c => c.Operation == RecordOperation.Restore).ToDictionary(c => ErasureHash.Of(context.Session.TenantId, context.Type.Ref(c.After.Id)));
        if (restored.Count == 0) return;
        var hashes = restored.Keys.ToList();
        var transaction = ((CrmSession)context.Session).Transaction!;
        foreach (var hash in await transaction.ListAsync(transaction.Query<PersonErasure>().Where(e => hashes.Contains(e.Hash)).Select(e => e.Hash), cancellationToken))
            context.Refuse(restored[hash], PersonErrors.Erased(context.Type.Ref(restored[hash].After.Id)));
    }
}
