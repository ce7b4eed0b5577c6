using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Storage;

namespace CrmKit.Seeds;

/// <summary>Which seed records of a source were planted, with a hash of their values: one row per source and tenant.</summary>
internal static class SeedLedger
{
    private const string Kind = "seed";

    public static async Task<(Dictionary<string, string> Planted, CatalogEntry? Row)> ReadAsync(IStoreReader reader, string source, CancellationToken cancellationToken)
    {
        var rows = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == source), cancellationToken);
        return rows is [var row] ? (JsonSerializer.Deserialize(row.Definition, SeedJson.Default.DictionaryStringString) ?? [], row) : ([], null);
    }

    public static Task WriteAsync(IStoreTransaction transaction, string tenant, string source, Dictionary<string, string> planted, CatalogEntry? row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new StoreBatch();
        if (row is null) batch.Inserts.Add(row = new CatalogEntry { TenantId = tenant, Kind = Kind, Key = source });
        else batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt)]));
        (row.Definition, row.UpdatedAt) = (JsonSerializer.Serialize(planted, SeedJson.Default.DictionaryStringString), now);
        return transaction.WriteAsync(batch, cancellationToken);
    }

    public static string HashOf(SeedRecord seed)
    {
        var text = new StringBuilder(seed.RecordType);
        foreach (var (key, value) in seed.Values.OrderBy(v => v.Key, StringComparer.Ordinal))
            text.Append('\0').Append(key).Append('\0').Append(value?.GetType().Name).Append('\0').Append(Convert.ToString(value, CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SeedJson : JsonSerializerContext;
