using System.Reflection;
using System.Runtime.CompilerServices;
using CrmKit.Changes;
using CrmKit.EntityFrameworkCore;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Storage;
using Record = CrmKit.Records.Record;

namespace CrmKit.Specification;

/// <summary>Rows of any class with all their properties filled, differently for each variant; the last variant has null wherever it may.</summary>
internal static class Sample
{
    private const int Nulls = 2;

    /// <summary>How many rows of a class a tenant can have: where the tenant is the whole key, one.</summary>
    public static int Most(Type type) => type == typeof(ChangeCounter) ? 1 : int.MaxValue;

    public static object Of(Type type, int variant)
    {
        var row = RuntimeHelpers.GetUninitializedObject(type);
        var nullability = new NullabilityInfoContext();
        var position = 0;
        foreach (var property in MappedClasses.Properties(type))
        {
            position++;
            if (property.Name == "TenantId") property.SetValue(row, StoreSpecification.Tenant);
            else if (property.Name == nameof(OutboxMessage.Sequence)) property.SetValue(row, variant + 1L);
            else if (variant == Nulls && nullability.Create(property).ReadState == NullabilityState.Nullable) property.SetValue(row, null);
            else property.SetValue(row, Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property.Name, (10 * position) + variant));
        }
        return row;
    }

    /// <summary>The records that parts belong to, and those that these belong to, each once.</summary>
    public static IEnumerable<object> Parents(IEnumerable<PartRecord> parts) => Above(parts).DistinctBy(r => (r.GetType(), r.Id));

    private static IEnumerable<Record> Above(IEnumerable<PartRecord> parts)
    {
        foreach (var part in parts)
        {
            var reference = MappedClasses.Properties(part.GetType()).First(p => p.DeclaringType == part.GetType() && MappedClasses.Referenced(p) is not null);
            if (reference.GetValue(part) is not Guid id) continue;
            var parent = (Record)Of(MappedClasses.Referenced(reference)!, 0);
            (parent.Id, parent.ExternalId) = (id, null);
            if (parent is PartRecord nested) foreach (var above in Above([nested])) yield return above;
            yield return parent;
        }
    }

    public static string Describe(object row) =>
        string.Join("\n", MappedClasses.Properties(row.GetType()).Select(p => $"{p.Name} = {(p.GetValue(row) is DateTimeOffset at ? at.ToString("O") : p.GetValue(row) ?? "null")}"));

    public static async Task<IReadOnlyList<object>> AllAsync(IStoreReader reader, Type type, CancellationToken cancellationToken) =>
        await (Task<IReadOnlyList<object>>)typeof(Sample).GetMethod(nameof(OfTypeAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, [reader, cancellationToken])!;

    private static async Task<IReadOnlyList<object>> OfTypeAsync<T>(IStoreReader reader, CancellationToken cancellationToken) where T : class =>
        [.. await reader.ListAsync(reader.Query<T>(), cancellationToken)];

    private static object Value(Type type, string name, int seed) =>
        type == typeof(Guid) ? new Guid(seed, 1, 7, 0xA0, 0xB1, 0xC2, 0xD3, 0xE4, 0xF5, 0x06, (byte)seed)
        : type == typeof(string) ? $"{name} {seed} 客户 👍"
        : type == typeof(int) ? seed
        : type == typeof(long) ? seed + 5_000_000_000L
        : type == typeof(decimal) ? seed + 0.1234m
        : type == typeof(double) ? seed + 0.5
        : type == typeof(bool) ? seed % 2 == 0
        : type == typeof(DateOnly) ? new DateOnly(2026, 1, 1).AddDays(seed)
        : type == typeof(DateTimeOffset) ? StoreSpecification.Instant.AddSeconds(seed)
        : type.IsEnum ? Enum.GetValues(type).GetValue(seed % Enum.GetValues(type).Length)!
        : type == typeof(CustomValues) ? CustomValues.Empty.With([new("acme.note", $"注 {seed}"), new("acme.size", seed + 0.25m), new("acme.open", true)])
        : throw new NotSupportedException($"{name}: {type.Name}");
}
