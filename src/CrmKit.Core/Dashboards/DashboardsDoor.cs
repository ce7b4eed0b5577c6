using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Reports;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Dashboards;

/// <summary>Keeps one dashboard per user.</summary>
internal sealed class DashboardsDoor(CrmSession session) : IDashboards
{
    private const int MostTiles = 24;
    private const int LongestName = 100;
    private const int MostParameters = 20;
    private const int LongestParameter = 40;
    private const int LongestValue = 4000;
    private static readonly string[] Changing = [nameof(DashboardEntry.Version), nameof(DashboardEntry.Tiles), nameof(DashboardEntry.UpdatedAt)];

    public async Task<Dashboard> GetAsync(CancellationToken cancellationToken = default) =>
        await FindAsync(await session.ReaderAsync(cancellationToken), Me(), cancellationToken) is { } row ? Read(row) : new Dashboard();

    public async Task<Dashboard> SaveAsync(Dashboard dashboard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dashboard);
        var me = Me();
        Check(dashboard.Tiles);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([new StoreLock("dashboard:" + me)], cancellationToken); // two windows of one person take turns
        var row = await FindAsync(work.Transaction, me, cancellationToken);
        if (dashboard.Version != (row?.Version ?? 0)) throw new CrmConflictException(DashboardErrors.Conflict());
        CheckReports(dashboard.Tiles, row is null ? [] : Read(row).Tiles);
        var batch = new StoreBatch();
        if (row is null) batch.Inserts.Add(row = new DashboardEntry { TenantId = session.TenantId, UserId = me });
        else batch.RowUpdates.Add(new StoreRowUpdate(row, Changing));
        var tiles = dashboard.Tiles.Select(t => t with { Id = t.Id == Guid.Empty ? SequentialGuid.Next() : t.Id, Name = string.IsNullOrWhiteSpace(t.Name) ? null : t.Name.Trim() }).ToArray();
        (row.Version, row.Tiles, row.UpdatedAt) = (dashboard.Version + 1, JsonSerializer.Serialize(tiles, DashboardJson.Default.DashboardTileArray), session.Now);
        await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return Read(row);
    }

    private Guid Me() => session.Actor.UserId ?? throw new CrmForbiddenException(DashboardErrors.User());

    private static void Check(IReadOnlyList<DashboardTile> tiles)
    {
        if (tiles.Count > MostTiles) throw new CrmValidationException(DashboardErrors.Limit(MostTiles));
        foreach (var tile in tiles)
        {
            if (tile.Name?.Trim().Length > LongestName) Refuse($"its name is longer than {LongestName} characters.");
            if (tile.Parameters.Count > MostParameters) Refuse($"it has more than {MostParameters} parameters.");
            if (tile.Parameters.Any(p => p.Key.Length is 0 or > LongestParameter || p.Value.Length > LongestValue)) Refuse($"names of parameters have 1 to {LongestParameter} characters, values at most {LongestValue}.");
        }
        if (tiles.Where(t => t.Id != Guid.Empty).GroupBy(t => t.Id).Any(g => g.Count() > 1)) Refuse("two have the same id.");

        static void Refuse(string why) => throw new CrmValidationException(DashboardErrors.Tile(why));
    }

    // What was kept before may be of a plugin that is off for now.
    private void CheckReports(IReadOnlyList<DashboardTile> tiles, IReadOnlyList<DashboardTile> before)
    {
        var known = before.Select(t => t.Report).Concat(session.Catalog.Reports.Select(r => r.Key)).Concat(session.Catalog.Metrics.Select(m => m.Key)).ToHashSet(StringComparer.Ordinal);
        if (tiles.FirstOrDefault(t => !known.Contains(t.Report)) is { } unknown) throw new CrmNotFoundException(ReportErrors.Unknown(unknown.Report, session.Catalog.Reports.Select(r => r.Key)));
    }

    private static async Task<DashboardEntry?> FindAsync(IStoreReader reader, Guid user, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<DashboardEntry>().Where(d => d.UserId == user), cancellationToken) is [var row] ? row : null;

    private static Dashboard Read(DashboardEntry row) => new() { Version = row.Version, Tiles = JsonSerializer.Deserialize(row.Tiles, DashboardJson.Default.DashboardTileArray)! };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DashboardTile[]))]
internal sealed partial class DashboardJson : JsonSerializerContext;
