using System.Globalization;
using CrmKit.Sessions;

namespace CrmKit.Documents.Templates;

/// <summary>Finds the template and the record, and makes the document.</summary>
internal sealed class DocumentsDoor(CrmSession session) : IDocuments
{
    public async Task<RenderedDocument> RenderAsync(string template, RecordRef record, string? culture = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (session.Catalog.DocumentTemplates.FirstOrDefault(t => t.Key == template) is not { } found)
            throw new CrmNotFoundException(TemplateErrors.Unknown(template, session.Catalog.DocumentTemplates.Where(t => t.RecordType == record.Type).Select(t => t.Key)));
        var type = session.Catalog.Type(found.RecordType);
        if (record.Type != type.Key) throw new CrmValidationException(TemplateErrors.Type(template, type.Key, record));
        var known = CultureOf(culture ?? "en");
        var row = await session.Records.GetAsync(record, cancellationToken);

        var bound = BoundTemplate.Of(session.Catalog, type, TextFor(found, known.Name));
        var renderer = new TemplateRenderer(session, bound, new ValueText(known, session.Options.TimeZone, found.Output));
        var text = await renderer.RenderAsync(row, cancellationToken);
        var (extension, mediaType) = found.Output == DocumentOutput.Html ? ("html", "text/html") : ("txt", "text/plain");
        return new RenderedDocument($"{FileName(found, type, row)}.{extension}", mediaType, text, [.. renderer.Hidden.Order(StringComparer.Ordinal)], [.. bound.Unknown.Select(u => u.Name).Distinct()]);
    }

    private static string TextFor(DocumentTemplate template, string culture)
    {
        foreach (var name in CultureChain.Of(culture))
            foreach (var (variant, text) in template.Variants)
                if (variant.Equals(name, StringComparison.OrdinalIgnoreCase)) return text;
        return template.Body;
    }

    private static CultureInfo CultureOf(string culture)
    {
        try
        {
            return CultureChain.IsName(culture) ? CultureInfo.GetCultureInfo(culture) : throw new CrmValidationException(TemplateErrors.Culture(culture));
        }
        catch (CultureNotFoundException)
        {
            throw new CrmValidationException(TemplateErrors.Culture(culture));
        }
    }

    private static string FileName(DocumentTemplate template, RecordTypeDefinition type, Record record)
    {
        var name = type.Field(type.NameField).Get(record) as string ?? "";
        var clean = string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        var key = template.Key[(template.Key.LastIndexOf('.') + 1)..];
        return clean.Length == 0 ? key : $"{key}-{(clean.Length <= 60 ? clean : clean[..60])}";
    }
}
