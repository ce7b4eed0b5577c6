using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Actions;

/// <summary>Finds the action, asks for the right it takes on each record, and lets its handler act inside one transaction.</summary>
internal sealed class RecordActionsDoor(CrmSession session, RecordQueries queries, IAccess access) : IRecordActions
{
    public IReadOnlyList<CrmError> Check(string action, CustomValues inputs) =>
        InputValues.Check((session.Catalog.RecordActions.FirstOrDefault(a => a.Key == action) ?? throw new CrmNotFoundException(ActionErrors.Unknown(action))).InputType(), inputs);

    public async Task<RecordActionResult> RunAsync(RecordActionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = session.Catalog.Type(request.RecordType);
        if (session.Catalog.RecordActions.FirstOrDefault(a => a.Key == request.Action && a.RecordTypes.Contains(type.Key)) is not { } action || session.Handlers<IRecordAction>(action.Key) is not [var handler, ..])
            throw new CrmNotFoundException(ActionErrors.Unknown(request.Action, type.Key));
        if (await access.ScopeAsync(type, action.Needs, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(action.Needs, type));
        var asked = request.Records.Distinct().ToList();
        if (asked.Count is 0 or > IRecordActions.MostRecords) throw new CrmValidationException(ActionErrors.RecordCount(asked.Count));
        if (InputValues.Check(action.InputType(), request.Inputs) is { Count: > 0 } wrong) throw new CrmValidationException(wrong);

        await using var work = await session.BeginWorkAsync(cancellationToken);
        var (before, refused) = await PermittedAsync(action, type, asked, cancellationToken);
        var (messages, shown) = (new List<LocalizedText>(), new List<RecordRef>());
        var (done, failed) = await BatchAsync();
        var after = (await queries.GetManyAsync(type.Key, done, cancellationToken)).ToDictionary(r => r.Id, r => r.Version);
        await work.CommitAsync(cancellationToken);
        foreach (var (id, error) in failed) refused[id] = error;
        return new RecordActionResult
        {
            Done = [.. asked.Where(done.Contains).Select(type.Ref)],
            Changed = [.. asked.Where(id => done.Contains(id) && (!after.TryGetValue(id, out var version) || version != before[id])).Select(type.Ref)],
            Refused = [.. asked.Where(refused.ContainsKey).Select(id => refused[id] with { Record = type.Ref(id), Index = null })],
            Messages = [.. messages.DistinctBy(m => m.English)],
            Shown = [.. shown.Distinct()],
        };

        async Task<(IReadOnlyList<Guid> Done, IReadOnlyDictionary<Guid, CrmError> Failed)> BatchAsync()
        {
            try
            {
                return await new RecordBatch<CrmError>(work, type, error => error).RunAsync(before.Keys, ActAsync, cancellationToken);
            }
            catch (ActionFailedException failure)
            {
                throw new CrmRuleException(ActionErrors.Failed(action.Key, failure.Message));
            }
        }

        async Task ActAsync(IReadOnlyCollection<Guid> ids, Action<Record, CrmError> refuse)
        {
            var isRefused = false;
            var context = new RecordActionContext(session, action, type, request.Inputs, await queries.GetManyAsync(type.Key, ids, cancellationToken), (record, error) =>
            {
                isRefused = true;
                refuse(record, error);
            });
            var fault = await handler.CallAsync(CallKind.Request, context, static (a, c, token) => a.RunAsync(c, token), cancellationToken);
            if (fault is not null) throw new ActionFailedException(fault.Reason);
            if (isRefused) return; // undone: what it says is not so
            messages.AddRange(context.Messages);
            shown.AddRange(context.Shown);
        }
    }

    // What whoever asks may not see is not there for him.
    private async Task<(Dictionary<Guid, int> Versions, Dictionary<Guid, CrmError> Refused)> PermittedAsync(RecordActionDefinition action, RecordTypeDefinition type, List<Guid> asked, CancellationToken cancellationToken)
    {
        var records = await queries.GetManyAsync(type.Key, asked, cancellationToken);
        var may = await access.MayAsync(type, action.Needs, records, cancellationToken);
        var permitted = records.Where((_, i) => may[i]).ToDictionary(r => r.Id, r => r.Version);
        var seen = records.Select(r => r.Id).ToHashSet();
        return (permitted, asked.Where(id => !permitted.ContainsKey(id)).ToDictionary(id => id, id => seen.Contains(id) ? AccessErrors.Forbidden(action.Needs, type, type.Ref(id)) : RecordErrors.NotFound(type.Ref(id))));
    }

    // No refusal, which would take the record out of the batch: all is undone.
    private sealed class ActionFailedException(string reason) : Exception(reason);
}
