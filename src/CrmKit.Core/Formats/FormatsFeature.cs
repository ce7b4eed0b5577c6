using CrmKit.Formats.Csv;
using CrmKit.Formats.JsonLines;
using CrmKit.Formats.VCard;
using CrmKit.Formats.Xlsx;
using CrmKit.Plugins;

namespace CrmKit.Formats;

/// <summary>The formats of core.</summary>
internal sealed class FormatsFeature : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddImportFormat<CsvImport>(new ImportFormatDefinition { Key = "csv", Label = new("CSV", "CSV") })
        .AddImportFormat<JsonLinesImport>(new ImportFormatDefinition { Key = "jsonl", Label = new("JSON Lines", "JSON Lines") })
        .AddImportFormat<VCardImport>(new ImportFormatDefinition { Key = "vcard", Label = new("vCard", "vCard 名片") })
        .AddImportFormat<XlsxImport>(new ImportFormatDefinition { Key = "xlsx", Label = new("Excel workbook", "Excel 工作簿") })
        .AddExportFormat<CsvExport>(new ExportFormatDefinition { Key = "csv", Label = new("CSV", "CSV"), MediaType = "text/csv", Extension = "csv" })
        .AddExportFormat<JsonLinesExport>(new ExportFormatDefinition { Key = "jsonl", Label = new("JSON Lines", "JSON Lines"), MediaType = "application/jsonl", Extension = "jsonl" })
        .AddExportFormat<VCardExport>(new ExportFormatDefinition { Key = "vcard", Label = new("vCard 4.0", "vCard 4.0 名片"), MediaType = "text/vcard", Extension = "vcf", NamesReferences = true })
        .AddExportFormat<VCard3Export>(new ExportFormatDefinition { Key = "vcard3", Label = new("vCard 3.0", "vCard 3.0 名片"), MediaType = "text/vcard", Extension = "vcf", NamesReferences = true })
        .AddExportFormat<XlsxExport>(new ExportFormatDefinition { Key = "xlsx", Label = new("Excel workbook", "Excel 工作簿"), MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Extension = "xlsx" });
}
