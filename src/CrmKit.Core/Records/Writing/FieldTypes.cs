using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Asks the named types of fields about values that are new; a type that fails refuses what it was asked.</summary>
internal sealed class FieldTypes(CrmSession session) : ISessionService
{
    /// <param name="batch">The records on their way.</param>
    /// <param name="seen">What was asked about already in this batch.</param>
    /// <param name="cancellationToken">Cancels the save.</param>
    public async ValueTask CheckAsync(WriteBatch batch, HashSet<(WriteItem, FieldPlan, object)> seen, CancellationToken cancellationToken)
    {
        foreach (var group in batch.Groups)
            foreach (var typed in group.Plan.Typed)
                if (session.Handlers<IFieldType>(typed.Key) is [var handler, ..]) await CheckAsync(handler, group, typed, seen, cancellationToken);
    }

    private static async ValueTask CheckAsync(
        Handler<IFieldType> handler, TypeGroup group, IGrouping<string, FieldPlan> fields, HashSet<(WriteItem, FieldPlan, object)> seen, CancellationToken cancellationToken)
    {
        var values = new List<(WriteItem Item, FieldPlan Field, FieldTypeValue Value)>();
        foreach (var item in group.Items)
        {
            if (item is not { IsRefused: false, Operation: RecordOperation.Create or RecordOperation.Update }) continue;
            foreach (var field in fields)
                if (field.Get(item.After!) is { } value and not "" && (item.Before is null || !Equals(field.Get(item.Before), value)) && seen.Add((item, field, value)))
                    values.Add((item, field, new FieldTypeValue(field.Definition, value, error => item.Refuse(RefusalKind.Validation, error))));
        }
        if (values.Count == 0) return;
        var fault = await handler.CallAsync(CallKind.Transaction, new FieldTypeContext([.. values.Select(v => v.Value)]), static (t, c, token) => t.CheckAsync(c, token), cancellationToken);
        foreach (var (item, field, value) in values)
        {
            if (fault is not null) item.Refuse(RefusalKind.Validation, FieldErrors.TypeFailed(field.Definition, fault.Reason));
            else if (!FieldValues.TryFit(field.Definition, value.Value, out var fitting)) item.Refuse(RefusalKind.Validation, FieldErrors.Type(field.Definition, value.Value));
            else if (!Equals(field.Get(item.After!), fitting))
            {
                field.Set(item.After!, fitting);
                if (fitting is not null) seen.Add((item, field, fitting));
            }
        }
    }
}
