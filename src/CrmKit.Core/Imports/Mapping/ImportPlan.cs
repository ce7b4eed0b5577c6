using System.Linq.Expressions;
using System.Reflection;

namespace CrmKit.Imports.Mapping;

/// <summary>A map made ready for one file: every column of it is known, every field of the catalog found.</summary>
internal sealed class ImportPlan
{
    public required RecordTypeDefinition Type { get; init; }
    public required ImportMap Map { get; init; }
    public required IReadOnlyList<ImportTarget> Targets { get; init; }

    /// <summary>Columns that say what people allowed or forbade.</summary>
    public required IReadOnlyList<ConsentTarget> Consents { get; init; }

    /// <summary>Positions in <see cref="Targets"/> of the fields that tell whether a record exists.</summary>
    public required IReadOnlyList<int> Key { get; init; }

    /// <summary>The field that takes the map's currency; <see langword="null"/> when the type has none, or it is mapped.</summary>
    public FieldDefinition? Currency { get; init; }

    /// <summary>Positions of columns that have no name.</summary>
    public required IReadOnlyList<int> Unnamed { get; init; }

    /// <summary>Positions of references to records of the same type.</summary>
    public required IReadOnlyList<int> SelfReferences { get; init; }

    public Func<Record> NewRecord { get; private init; } = null!;

    public static Func<Record> Factory(RecordTypeDefinition type)
    {
        if (type.IsCustom) return () => new CustomRecord(type.Key);
        var constructor = type.ClrType.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])
            ?? throw new InvalidOperationException($"{type.ClrType.Name} has no constructor without parameters.");
        return Expression.Lambda<Func<Record>>(Expression.New(constructor)).Compile();
    }

    public ImportPlan WithFactory() => new()
    {
        Type = Type, Map = Map, Targets = Targets, Consents = Consents, Key = Key, Currency = Currency, Unnamed = Unnamed, SelfReferences = SelfReferences, NewRecord = Factory(Type),
    };
}
