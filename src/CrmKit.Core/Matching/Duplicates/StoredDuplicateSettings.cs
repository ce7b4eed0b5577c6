using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Audit;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Matching;

/// <summary>Settings of a type in one tenant with what its scans learned, as one row.</summary>
internal sealed record StoredDuplicateSettings(DuplicateSettings Settings, LearnedWeights? Learned)
{
    private const string Kind = "duplicates";

    public static readonly StoredDuplicateSettings Default = new(new DuplicateSettings(), null);

    /// <summary>The model for some fields: what was learned about them, or the rule, with the weights that administrators set.</summary>
    public LinkModel ModelOf(DuplicateFields fields)
    {
        var rule = LinkModel.ByRule(fields.Links);
        var model = Learned is { } learned && Settings.Learns
            ? rule with
            {
                Same = [.. fields.Links.Select((f, i) => learned.Same.GetValueOrDefault(f.Key) ?? rule.Same[i])],
                Others = [.. fields.Links.Select((f, i) => learned.Others.GetValueOrDefault(f.Key) ?? rule.Others[i])],
                Prior = learned.Prior,
            }
            : rule;
        return Settings.Weights.Count == 0 ? model : model.With(Settings.Weights);
    }

    public static async Task<(StoredDuplicateSettings Settings, CatalogEntry? Row)> ReadAsync(IStoreReader reader, string type, CancellationToken cancellationToken)
    {
        var rows = await reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == Kind && e.Key == type), cancellationToken);
        return rows is [var row] ? (JsonSerializer.Deserialize(row.Definition, DuplicatesJson.Default.StoredDuplicateSettings) ?? Default, row) : (Default, null);
    }

    public async Task WriteAsync(CrmSession session, string type, CancellationToken cancellationToken)
    {
        var transaction = session.Transaction!;
        var (_, row) = await ReadAsync(transaction, type, cancellationToken);
        var now = new CatalogEntry { Kind = Kind, Key = type, Definition = JsonSerializer.Serialize(this, DuplicatesJson.Default.StoredDuplicateSettings), UpdatedAt = session.Now, UpdatedById = session.Actor.UserId };
        if (row?.Definition == now.Definition) return;
        var told = session.Service<AuditActs>().Of("duplicate-rule", type, row?.Definition, now.Definition);
        await transaction.WriteAsync(row is null ? new StoreBatch { Inserts = { now, told } } : new StoreBatch
        {
            Inserts = { told },
            RowUpdates = { new StoreRowUpdate(now, [nameof(CatalogEntry.Definition), nameof(CatalogEntry.UpdatedAt), nameof(CatalogEntry.UpdatedById)]) },
        }, cancellationToken);
    }
}

/// <summary>What a scan learned: frequencies of likenesses by field, from different to equal.</summary>
internal sealed record LearnedWeights(IReadOnlyDictionary<string, double[]> Same, IReadOnlyDictionary<string, double[]> Others, double Prior)
{
    public static LearnedWeights Of(LinkModel model) =>
        new(model.Fields.Select((f, i) => (f.Key, model.Same[i])).ToDictionary(f => f.Key, f => f.Item2), model.Fields.Select((f, i) => (f.Key, model.Others[i])).ToDictionary(f => f.Key, f => f.Item2), model.Prior);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredDuplicateSettings))]
[JsonSerializable(typeof(Dictionary<string, PairReason>))]
internal sealed partial class DuplicatesJson : JsonSerializerContext;

/// <summary>A reason as it is stored with a pair.</summary>
internal sealed record PairReason(Likeness Likeness, decimal Weight);
