using System.Text.Json;
using CrmKit.Exports;
using CrmKit.Imports;

namespace CrmKit.Transfers;

/// <summary>What stands in the rows of transfers.</summary>
internal static class TransferRows
{
    private static readonly JsonSerializerOptions Kept = new(JsonSerializerDefaults.Web);

    public static string Written<T>(T value) => JsonSerializer.Serialize(value, Kept);

    /// <summary>An import that is asked for; its map in the form that people write, which is the one that is documented.</summary>
    public static string Request(ImportRequest request) => Written(new ImportOrder(request with { Map = null }, request.Map?.ToJson()));

    public static ImportRequest ImportOf(TransferEntry entry)
    {
        var order = Read<ImportOrder>(entry.Request);
        return order.Request with { Map = order.Map is { } map ? ImportMap.FromJson(map) : null };
    }

    public static ExportRequest ExportOf(TransferEntry entry) => Read<ExportRequest>(entry.Request);

    public static Guid RevertOf(TransferEntry entry) => Read<Guid>(entry.Request);

    public static TransferKind KindOf(TransferEntry entry) => (TransferKind)EnumCode.Parse(typeof(TransferKind), entry.Kind);

    /// <param name="entry">The row.</param>
    /// <param name="live">How far it is, when it runs here; the row is a little behind.</param>
    public static Transfer View(TransferEntry entry, TransferProgress? live)
    {
        var kind = KindOf(entry);
        return new()
        {
            Id = entry.Id,
            Kind = kind,
            State = (TransferState)EnumCode.Parse(typeof(TransferState), entry.State),
            Type = entry.RecordType,
            FileName = entry.FileName,
            OwnerId = entry.ActorId,
            QueuedAt = entry.QueuedAt,
            StartedAt = entry.StartedAt,
            FinishedAt = entry.FinishedAt,
            ExpiresAt = entry.ExpiresAt,
            Progress = live ?? Read<TransferProgress>(entry.Progress),
            Import = kind is TransferKind.Import or TransferKind.DryRun ? ResultOf(entry) : null,
            Revert = kind == TransferKind.Revert && entry.Result is { } revert ? Read<ImportRevertResult>(revert) : null,
            ContentType = entry.ContentType,
            Errors = entry.Errors is { } errors ? Read<List<CrmError>>(errors) : [],
        };
    }

    public static ImportResult? ResultOf(TransferEntry entry) => entry.Result is { } result ? Read<ImportResult>(result) : null;

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Kept)!;

    private sealed record ImportOrder(ImportRequest Request, string? Map);
}
