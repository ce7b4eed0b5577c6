using CrmKit.Plugins;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Catalog;

/// <summary>What administrators define, as a source of the catalog.</summary>
internal static class AdminSource
{
    public const string Id = "admin";
    private const int Rank = 1;

    public static ExtensionSource Of(IEnumerable<CatalogEntry> entries)
    {
        var source = new ExtensionSource(Id) { Rank = Rank, Services = Nothing };
        var byKind = entries.OrderBy(e => e.Key, StringComparer.Ordinal).ToLookup(e => e.Kind, StringComparer.Ordinal);
        foreach (var kind in AdminKinds.All)
            foreach (var entry in byKind[kind.Name]) kind.AddTo(source, entry);
        return source;
    }

    public static RecordTypeDefinition Definition(CustomTypeSettings type) => StandardFields.CustomType(type.Key, type.PluralKey ?? type.Key + "s", type.Label, type.PluralLabel ?? type.Label, [], Id);

    public static FieldDefinition Definition(CustomFieldSettings field) => new()
    {
        Key = field.Key,
        Kind = field.Kind,
        Label = field.Label,
        Description = field.Description,
        Section = field.Section,
        ShownWhen = field.ShownWhen,
        Source = Id,
        IsCustom = true,
        IsRequired = field.IsRequired,
        IsUnique = field.IsUnique,
        IsIndexed = field.IsIndexed || field.IsUnique || field.Kind == FieldKind.Reference,
        IsSearchable = field.IsSearchable,
        IsPersonal = field.IsPersonal,
        MaxLength = field.MaxLength,
        Minimum = field.Minimum,
        Maximum = field.Maximum,
        Pattern = field.Pattern,
        Options = field.Options,
        ReferenceType = field.ReferenceType,
        Accessor = FieldAccessor.ForCustom(field.Key, field.Kind),
    };

    private static readonly ServiceProvider Nothing = new ServiceCollection().BuildServiceProvider();
}
