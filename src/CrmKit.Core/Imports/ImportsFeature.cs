using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Imports;

/// <summary>Maps that are kept under a name.</summary>
internal sealed class ImportsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<ImportMapping>("import-mapping", "import-mappings", new("Import map", "导入映射"), new("Import maps", "导入映射"), type => type
            .Name(m => m.Name, unique: true)
            .Text(m => m.RecordType, "Record type", "记录类型", 100, indexed: true)
            .Field(m => m.Definition, "Map", "映射", FieldKind.LongText));
        plugin.AddValidator<ImportMappingRules>("import-mapping");
    }
}

/// <summary>A map that is kept can be read, and is for a type that exists.</summary>
internal sealed class ImportMappingRules : IRecordValidator
{
    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, mapping) in context.Living<ImportMapping>())
        {
            if (!context.Session.Catalog.TryType(mapping.RecordType, out _)) context.Refuse(change, CatalogErrors.TypeUnknown(mapping.RecordType) with { Field = "recordType" });
            try
            {
                ImportMap.FromJson(mapping.Definition ?? "");
            }
            catch (CrmValidationException refusal)
            {
                context.Refuse(change, refusal.Errors[0] with { Field = "definition" });
            }
        }
        return default;
    }
}
