using System.Text.Json;
using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Connectors;
using CrmKit.Conversions;
using CrmKit.Matching;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Rows of the machinery that follow the winner of a merge: links of connectors, what conversions made, files, and shares.</summary>
internal sealed class MergeLinks(CrmSession session, Standings standings) : ISessionService
{
    private static readonly string[] OfConnector = [nameof(ConnectorLink.RecordId), nameof(ConnectorLink.SeenVersion), nameof(ConnectorLink.Status)];

    /// <summary>Moves them.</summary>
    /// <param name="merge">Which merge.</param>
    /// <param name="loserVersion">The loser's version after the merge: nobody is told that it was deleted.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was changed, for the undoing.</returns>
    public async Task<IReadOnlyList<MergeStep>> MoveAsync(RecordMerge merge, int loserVersion, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var (type, winner, loser) = (merge.RecordType, merge.WinnerId, merge.LoserId);
        var rows = new StoreBatch();
        var steps = new List<MergeStep>();
        var links = await transaction.ListAsync(transaction.Query<ConnectorLink>().Where(l => l.RecordType == type && (l.RecordId == winner || l.RecordId == loser)), cancellationToken);
        var taken = links.Where(l => l.RecordId == winner).Select(l => l.Connector).ToHashSet(StringComparer.Ordinal);
        foreach (var link in links.Where(l => l.RecordId == loser).OrderBy(l => l.Id))
        {
            // The other system has two records where here is one: the second link stays behind, so that both are not written crosswise.
            if (taken.Add(link.Connector))
            {
                steps.Add(Step(merge, MergeStep.ConnectorLink, link.Id, "recordId", loser, winner));
                (link.RecordId, link.SeenVersion) = (winner, null);
            }
            else
            {
                steps.Add(Step(merge, MergeStep.ConnectorLink, link.Id, "status", link.Status.ToString(), nameof(ConnectorLinkStatus.Deleted)));
                (link.Status, link.SeenVersion) = (ConnectorLinkStatus.Deleted, loserVersion);
            }
            rows.RowUpdates.Add(new StoreRowUpdate(link, OfConnector));
        }
        foreach (var link in await transaction.ListAsync(transaction.Query<ConversionLink>().Where(l => l.TargetType == type && l.TargetId == loser), cancellationToken))
        {
            steps.Add(Step(merge, MergeStep.ConversionLink, link.Id, "targetId", loser, winner));
            link.TargetId = winner;
            rows.RowUpdates.Add(new StoreRowUpdate(link, [nameof(ConversionLink.TargetId)]));
        }
        foreach (var file in await transaction.ListAsync(transaction.Query<Attachment>().Where(a => a.RecordType == type && a.RecordId == loser), cancellationToken))
        {
            steps.Add(Step(merge, MergeStep.Attachment, file.Id, "recordId", loser, winner));
            file.RecordId = winner;
            rows.RowUpdates.Add(new StoreRowUpdate(file, [nameof(Attachment.RecordId)]));
        }
        var shares = await transaction.ListAsync(transaction.Query<ShareEntry>().Where(s => s.RecordType == type && (s.RecordId == winner || s.RecordId == loser)), cancellationToken);
        var recipients = shares.Where(s => s.RecordId == winner).Select(s => s.RecipientId).ToHashSet();
        foreach (var share in shares.Where(s => s.RecordId == loser && recipients.Add(s.RecipientId))) // whoever has both keeps that of the winner
        {
            steps.Add(Step(merge, MergeStep.Share, share.Id, "recordId", loser, winner));
            share.RecordId = winner;
            rows.RowUpdates.Add(new StoreRowUpdate(share, [nameof(ShareEntry.RecordId)]));
        }
        foreach (var pair in await PairsAsync(merge, cancellationToken)) rows.RowUpdates.Add(Decide(pair, DuplicateStatus.Merged));
        await transaction.WriteAsync(rows, cancellationToken);
        standings.ForgetShares();
        return steps;
    }

    /// <summary>Moves them back, as far as they still are where the merge put them.</summary>
    public async Task RestoreAsync(RecordMerge merge, IReadOnlyList<MergeStep> steps, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var rows = new StoreBatch();
        foreach (var chunk in steps.Where(s => s.RecordType == MergeStep.ConnectorLink).Chunk(500))
        {
            var byId = chunk.ToDictionary(s => s.RecordId);
            var ids = byId.Keys.ToList();
            foreach (var link in await transaction.ListAsync(transaction.Query<ConnectorLink>().Where(l => ids.Contains(l.Id)), cancellationToken))
            {
                var change = JsonDocument.Parse(byId[link.Id].Changes).RootElement;
                if (change.TryGetProperty("recordId", out _))
                {
                    if (link.RecordId != merge.WinnerId) continue;
                    link.RecordId = merge.LoserId;
                }
                else if (link.Status == ConnectorLinkStatus.Deleted) link.Status = Enum.Parse<ConnectorLinkStatus>(change.GetProperty("status")[0].GetString()!);
                link.SeenVersion = null;
                rows.RowUpdates.Add(new StoreRowUpdate(link, OfConnector));
            }
        }
        foreach (var chunk in steps.Where(s => s.RecordType == MergeStep.ConversionLink).Chunk(500))
        {
            var ids = chunk.Select(s => s.RecordId).ToList();
            foreach (var link in await transaction.ListAsync(transaction.Query<ConversionLink>().Where(l => ids.Contains(l.Id) && l.TargetId == merge.WinnerId), cancellationToken))
            {
                link.TargetId = merge.LoserId;
                rows.RowUpdates.Add(new StoreRowUpdate(link, [nameof(ConversionLink.TargetId)]));
            }
        }
        foreach (var chunk in steps.Where(s => s.RecordType == MergeStep.Attachment).Chunk(500))
        {
            var ids = chunk.Select(s => s.RecordId).ToList();
            foreach (var file in await transaction.ListAsync(transaction.Query<Attachment>().Where(a => ids.Contains(a.Id) && a.RecordId == merge.WinnerId), cancellationToken))
            {
                file.RecordId = merge.LoserId;
                rows.RowUpdates.Add(new StoreRowUpdate(file, [nameof(Attachment.RecordId)]));
            }
        }
        foreach (var chunk in steps.Where(s => s.RecordType == MergeStep.Share).Chunk(500))
        {
            var ids = chunk.Select(s => s.RecordId).ToList();
            foreach (var share in await transaction.ListAsync(transaction.Query<ShareEntry>().Where(s => ids.Contains(s.Id) && s.RecordId == merge.WinnerId), cancellationToken))
            {
                share.RecordId = merge.LoserId;
                rows.RowUpdates.Add(new StoreRowUpdate(share, [nameof(ShareEntry.RecordId)]));
            }
        }
        standings.ForgetShares();
        foreach (var pair in await PairsAsync(merge, cancellationToken))
            if (pair.Status == DuplicateStatus.Merged) rows.RowUpdates.Add(Decide(pair, DuplicateStatus.Open));
        await transaction.WriteAsync(rows, cancellationToken);
    }

    private Task<IReadOnlyList<DuplicatePair>> PairsAsync(RecordMerge merge, CancellationToken cancellationToken)
    {
        var (type, winner, loser) = (merge.RecordType, merge.WinnerId, merge.LoserId);
        var transaction = session.Transaction!;
        return transaction.ListAsync(transaction.Query<DuplicatePair>().Where(p => p.RecordType == type && ((p.FirstId == winner && p.SecondId == loser) || (p.FirstId == loser && p.SecondId == winner))), cancellationToken);
    }

    private StoreRowUpdate Decide(DuplicatePair pair, DuplicateStatus status)
    {
        (pair.Status, pair.DecidedAt, pair.DecidedById) = (status, session.Now, session.Actor.UserId);
        return new StoreRowUpdate(pair, [nameof(DuplicatePair.Status), nameof(DuplicatePair.DecidedAt), nameof(DuplicatePair.DecidedById)]);
    }

    private static MergeStep Step(RecordMerge merge, string kind, Guid id, string field, object before, object after) => new()
    {
        MergeId = merge.Id,
        RecordType = kind,
        RecordId = id,
        Changes = JsonSerializer.Serialize(new Dictionary<string, object[]> { [field] = [before, after] }),
    };
}
