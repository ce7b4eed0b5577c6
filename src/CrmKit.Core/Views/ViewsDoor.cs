using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Views;

/// <summary>Keeps views, and checks them against the catalog and the actor's rights whenever one is saved, listed or used.</summary>
internal sealed class ViewsDoor(CrmSession session, SharingRights rights, RecordQueries queries) : IViews
{
    private const int LongestName = 100;
    private const int MostColumns = 100;
    private const int MostOfOne = 500;
    private static readonly string[] Changing =
    [
        nameof(ViewEntry.RecordType), nameof(ViewEntry.Name), nameof(ViewEntry.Filter), nameof(ViewEntry.Columns), nameof(ViewEntry.OrderBy), nameof(ViewEntry.Sharing), nameof(ViewEntry.TeamId), nameof(ViewEntry.UpdatedAt),
        nameof(ViewEntry.UpdatedById),
    ];

    public async Task<IReadOnlyList<SavedView>> ListAsync(string? type = null, CancellationToken cancellationToken = default)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = reader.Query<ViewEntry>();
        if (type is not null) rows = rows.Where(r => r.RecordType == type);
        var mine = session.Actor.UserId;
        if (!session.Actor.IsSystem) rows = rows.Where(r => r.OwnerId == mine || r.Sharing != "private");
        var views = new List<SavedView>();
        foreach (var row in await reader.ListAsync(rows.OrderBy(r => r.Name).ThenBy(r => r.Id), cancellationToken))
            if (View(row) is var view && await rights.MayUseAsync(Of(view), cancellationToken)) views.Add(view with { Problem = await ProblemAsync(view, cancellationToken) });
        return views;
    }

    public async Task<SavedView> GetAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var view = await FindAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken) is { } row ? View(row) : null;
        if (view is null || !await rights.MayUseAsync(Of(view), cancellationToken)) throw new CrmNotFoundException(ViewErrors.NotFound(id));
        return view with { Problem = await ProblemAsync(view, cancellationToken) };
    }

    public async Task<SavedView> SaveAsync(SavedView view, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        await CheckAsync(view, cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var row = view.Id == Guid.Empty ? null : await ForChangeAsync(work.Transaction, view.Id, cancellationToken);
        await rights.DemandSharingAsync(Of(view), ViewErrors.Sharing, cancellationToken);
        var batch = new StoreBatch();
        if (row is null)
        {
            var mine = session.Actor.UserId;
            if (await work.Transaction.CountAsync(work.Transaction.Query<ViewEntry>().Where(r => r.OwnerId == mine), cancellationToken) >= MostOfOne) throw new CrmValidationException(ViewErrors.Limit(MostOfOne));
            batch.Inserts.Add(row = new ViewEntry { TenantId = session.TenantId, OwnerId = mine });
        }
        else batch.RowUpdates.Add(new StoreRowUpdate(row, Changing));
        (row.RecordType, row.Name, row.Filter, row.Columns, row.OrderBy) = (view.RecordType, view.Name.Trim(), view.Filter, string.Join(',', view.Columns), view.OrderBy);
        (row.Sharing, row.TeamId, row.UpdatedAt, row.UpdatedById) = (EnumCode.Of(view.Sharing), view.TeamId, session.Now, session.Actor.UserId);
        await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return View(row);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var batch = new StoreBatch();
        batch.Deletes.Add(await ForChangeAsync(work.Transaction, id, cancellationToken));
        await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<RecordQuery> ApplyAsync(SavedView view, RecordQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(query);
        if (view.RecordType != query.Type) throw new CrmValidationException(ViewErrors.Type(view, query.Type));
        if (await ProblemAsync(view, cancellationToken) is { } problem) throw problem.Code == "view.broken" ? new CrmRuleException(problem) : new CrmForbiddenException(problem);
        if (query.Filter is not null && view.Filter is not null) await queries.CheckAsync(query with { OrderBy = null }, cancellationToken); // whole by itself: brackets may not reach into the view's
        return query with
        {
            Filter = view.Filter is null ? query.Filter : query.Filter is null ? view.Filter : $"({view.Filter}) and ({query.Filter})",
            OrderBy = query.OrderBy ?? view.OrderBy,
        };
    }

    private async Task CheckAsync(SavedView view, CancellationToken cancellationToken)
    {
        if (view.Name.Trim().Length is 0 or > LongestName) throw new CrmValidationException(ViewErrors.Name(LongestName));
        if (view.Columns.Count > MostColumns || view.Columns.Distinct(StringComparer.Ordinal).Count() < view.Columns.Count) throw new CrmValidationException(ViewErrors.Columns(MostColumns));
        if (view.Sharing == ViewSharing.Team != view.TeamId is not null) throw new CrmValidationException(ViewErrors.Team());
        await AskAsync(view, cancellationToken);
    }

    /// <summary>Whether it is sound for the actor: everything it names exists, and he may read what it asks for.</summary>
    private async Task AskAsync(SavedView view, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(view.RecordType);
        foreach (var column in view.Columns) _ = type.Field(column);
        await queries.CheckAsync(new RecordQuery(view.RecordType) { Filter = view.Filter, OrderBy = view.OrderBy }, cancellationToken);
    }

    private async Task<CrmError?> ProblemAsync(SavedView view, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(view, cancellationToken);
            return null;
        }
        catch (CrmForbiddenException hidden)
        {
            return hidden.Errors[0];
        }
        catch (CrmException gone) when (gone is CrmValidationException or CrmNotFoundException)
        {
            return ViewErrors.Broken(view, gone.Errors[0].Message);
        }
    }

    private async Task<ViewEntry> ForChangeAsync(IStoreTransaction transaction, Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(transaction, id, cancellationToken) is not { } row) throw new CrmNotFoundException(ViewErrors.NotFound(id));
        var view = View(row);
        if (await rights.MayChangeAsync(Of(view), cancellationToken)) return row;
        throw await rights.MayUseAsync(Of(view), cancellationToken) ? new CrmForbiddenException(ViewErrors.Forbidden(view)) : new CrmNotFoundException(ViewErrors.NotFound(id));
    }

    private static async Task<ViewEntry?> FindAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<ViewEntry>().Where(r => r.Id == id), cancellationToken) is [var row] ? row : null;

    private static Shared Of(SavedView view) => new(view.RecordType, view.Sharing, view.TeamId, view.OwnerId);

    private static SavedView View(ViewEntry row) => new()
    {
        Id = row.Id,
        RecordType = row.RecordType,
        Name = row.Name,
        Filter = row.Filter,
        Columns = row.Columns.Split(',', StringSplitOptions.RemoveEmptyEntries),
        OrderBy = row.OrderBy,
        Sharing = (ViewSharing)EnumCode.Parse(typeof(ViewSharing), row.Sharing),
        TeamId = row.TeamId,
        OwnerId = row.OwnerId,
    };
}
