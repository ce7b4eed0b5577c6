using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Does something to a batch of records with the code of plugins. A record gets all or nothing; one that is refused takes nothing from the others.</summary>
/// <param name="Work">The transaction.</param>
/// <param name="Type">The type of all records.</param>
/// <param name="Blame">What a refusal becomes, asked as soon as it happens.</param>
internal sealed record RecordBatch<TFailure>(UnitOfWork Work, RecordTypeDefinition Type, Func<CrmError, TFailure> Blame)
{
    /// <param name="records">The records.</param>
    /// <param name="act">Acts on records that are named by their ids, and may refuse some of them; what it throws to refuse is the batch's.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The records that got everything, and why others got nothing.</returns>
    public async Task<(IReadOnlyList<Guid> Done, IReadOnlyDictionary<Guid, TFailure> Failed)> RunAsync(
        IEnumerable<Guid> records, Func<IReadOnlyCollection<Guid>, Action<Record, CrmError>, Task> act, CancellationToken cancellationToken)
    {
        var (rest, done, failed) = (records.ToList(), new List<Guid>(), new Dictionary<Guid, TFailure>());
        while (rest.Count > 0)
        {
            var (isRefused, blamed) = await AttemptAsync(rest, act, cancellationToken);
            if (!isRefused) done.AddRange(rest);
            else if (blamed.Count == 0) // the refusal of the batch names nobody
                foreach (var record in rest)
                {
                    (isRefused, var alone) = await AttemptAsync([record], act, cancellationToken);
                    if (isRefused) failed.Add(record, alone[record]);
                    else done.Add(record);
                }
            foreach (var (record, failure) in blamed) failed[record] = failure;
            rest = [.. rest.Where(r => !failed.ContainsKey(r) && !done.Contains(r))];
        }
        return (done, failed);
    }

    // Refused, nobody got anything; who is to blame may be known, and of one record always is.
    private async Task<(bool IsRefused, IReadOnlyDictionary<Guid, TFailure> Blamed)> AttemptAsync(
        IReadOnlyCollection<Guid> records, Func<IReadOnlyCollection<Guid>, Action<Record, CrmError>, Task> act, CancellationToken cancellationToken)
    {
        var (blamed, ids, first) = (new Dictionary<Guid, TFailure>(), records.ToHashSet(), (CrmError?)null);
        var refusal = await Work.TryAsync(async () =>
        {
            await act(ids, (record, error) =>
            {
                first ??= error;
                blamed.TryAdd(record.Id, Blame(error));
            });
            if (first is not null) throw new CrmRuleException(first); // undone; the others are tried without these
        }, cancellationToken);
        if (refusal is null || blamed.Count > 0) return (refusal is not null, blamed);
        if (ids.Count == 1) blamed.Add(ids.First(), Blame(refusal.Error));
        else if (refusal.Errors.All(e => e.Record is { } named && named.Type == Type.Key && ids.Contains(named.Id)))
            foreach (var error in refusal.Errors) blamed.TryAdd(error.Record!.Value.Id, Blame(error));
        return (true, blamed);
    }
}
