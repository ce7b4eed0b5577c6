using CrmKit.Formats;

namespace CrmKit.Catalog;

/// <summary>Checks formats: what they say of their files stands in names and headers.</summary>
internal static class FormatRules
{
    public static void Check(IReadOnlyList<ImportFormatDefinition> imports, IReadOnlyList<ExportFormatDefinition> exports, CatalogProblems problems)
    {
        foreach (var format in imports) problems.CheckKey("import format", format.Key, format.Source);
        foreach (var format in exports)
        {
            problems.CheckKey("export format", format.Key, format.Source);
            if (format.Extension.Length is 0 or > 16 || !format.Extension.All(char.IsAsciiLetterOrDigit)) problems.Invalid("Export format", format.Key, $"its extension '{format.Extension}' is not 1 to 16 letters and digits.");
            if (format.MediaType.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] || format.MediaType.Any(c => c is <= ' ' or > '~' or '"' or ',' or ';')) problems.Invalid("Export format", format.Key, $"its media type '{format.MediaType}' is none, such as text/csv.");
        }
    }
}
