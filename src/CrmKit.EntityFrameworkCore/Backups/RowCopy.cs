using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using CrmKit.Fields;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Rows of one class as lines of JSON by the names of their columns, and back.</summary>
internal abstract class RowCopy
{
    protected static readonly JsonSerializerOptions Json = new() { Converters = { new CustomValuesText(), new JsonStringEnumConverter() } };
    protected static readonly JsonWriterOptions Written = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static RowCopy Of(Type type) => (RowCopy)Activator.CreateInstance(typeof(RowCopy<>).MakeGenericType(type))!;

    public abstract Task<long> WriteAsync(CrmContext context, Stream output, CancellationToken cancellationToken);

    public abstract Task<long> ReadAsync(StoreTransaction transaction, CrmContext context, Stream input, CancellationToken cancellationToken);

    public abstract Task ClearAsync(CrmContext context, CancellationToken cancellationToken);

    public abstract Task<bool> AnyAsync(CrmContext context, CancellationToken cancellationToken);

    private sealed class CustomValuesText : JsonConverter<CustomValues>
    {
        public override CustomValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => CustomValues.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, CustomValues value, JsonSerializerOptions options) => writer.WriteStringValue(value.Json);
    }
}

internal sealed class RowCopy<T> : RowCopy where T : class
{
    private const int Batch = 1_000;

    public override async Task<long> WriteAsync(CrmContext context, Stream output, CancellationToken cancellationToken)
    {
        var columns = Columns(context);
        var rows = 0L;
        await using var json = new Utf8JsonWriter(output, Written);
        await foreach (var row in Ordered(context).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            foreach (var (name, property) in columns)
            {
                if (property.GetValue(row) is not { } value) continue;
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, property.PropertyType, Json);
            }
            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
            output.WriteByte((byte)'\n');
            json.Reset();
            rows++;
        }
        return rows;
    }

    public override async Task<long> ReadAsync(StoreTransaction transaction, CrmContext context, Stream input, CancellationToken cancellationToken)
    {
        var columns = Columns(context).ToDictionary(c => c.Name, c => c.Property, StringComparer.Ordinal);
        using var lines = new StreamReader(input);
        var (batch, rows) = (new StoreBatch(), 0L);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            batch.Inserts.Add(Read(line, columns));
            rows++;
            if (batch.Inserts.Count < Batch) continue;
            await transaction.WriteAsync(batch, cancellationToken);
            batch = new StoreBatch();
        }
        await transaction.WriteAsync(batch, cancellationToken);
        return rows;
    }

    public override Task ClearAsync(CrmContext context, CancellationToken cancellationToken) => context.Set<T>().ExecuteDeleteAsync(cancellationToken);

    public override Task<bool> AnyAsync(CrmContext context, CancellationToken cancellationToken) => context.Set<T>().AnyAsync(cancellationToken);

    private static T Read(string line, Dictionary<string, PropertyInfo> columns)
    {
        using var json = JsonDocument.Parse(line);
        var row = (T)Activator.CreateInstance(typeof(T), nonPublic: true)!;
        foreach (var property in columns.Values)
            if (Nullable.GetUnderlyingType(property.PropertyType) is not null || !property.PropertyType.IsValueType) property.SetValue(row, property.PropertyType == typeof(CustomValues) ? CustomValues.Empty : null);
        foreach (var value in json.RootElement.EnumerateObject())
            if (columns.TryGetValue(value.Name, out var property)) property.SetValue(row, value.Value.Deserialize(property.PropertyType, Json));
        return row;
    }

    // The tenant is whose file it is; what the database numbers by itself it numbers anew.
    private static List<(string Name, PropertyInfo Property)> Columns(CrmContext context) =>
        [.. MappedClasses.Properties(typeof(T)).Where(p => p.Name != nameof(OutboxMessage.TenantId) && Entity(context).FindProperty(p.Name)!.ValueGenerated == ValueGenerated.Never).Select(p => (MappedClasses.SnakeCase(p.Name), p))];

    // By key, so that the same rows make the same file.
    private static IQueryable<T> Ordered(CrmContext context)
    {
        IOrderedQueryable<T>? ordered = null;
        foreach (var key in Entity(context).FindPrimaryKey()!.Properties.Select(p => p.Name).Where(n => n != nameof(OutboxMessage.TenantId)))
            ordered = ordered is null ? context.Set<T>().OrderBy(r => EF.Property<object>(r, key)) : ordered.ThenBy(r => EF.Property<object>(r, key));
        return (IQueryable<T>?)ordered ?? context.Set<T>(); // a tenant has one such row
    }

    private static IEntityType Entity(CrmContext context) => context.Model.FindEntityType(typeof(T))!;
}
