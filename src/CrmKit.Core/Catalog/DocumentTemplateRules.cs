using System.Text.RegularExpressions;
using CrmKit.Documents;
using CrmKit.Documents.Templates;

namespace CrmKit.Catalog;

/// <summary>Checks document templates before anybody makes a document with them.</summary>
internal static partial class DocumentTemplateRules
{
    /// <summary>Everything about templates of plugins; of administrators' what a change of plugins cannot break: fields that are not there now are shown empty.</summary>
    public static void Check(IReadOnlyList<DocumentTemplate> templates, CatalogSnapshot catalog, CatalogProblems problems)
    {
        foreach (var template in templates)
        {
            problems.CheckKey("document template", template.Key, template.Source);
            CheckTexts(template, catalog, problems, withFields: template.Source != AdminSource.Id);
        }
    }

    /// <summary>The texts, with what they show.</summary>
    public static void CheckTexts(DocumentTemplate template, CatalogSnapshot catalog, CatalogProblems problems, bool withFields)
    {
        if (!catalog.TryType(template.RecordType, out var type) || type.Key != template.RecordType)
        {
            problems.Invalid("Document template", template.Key, $"its record type '{template.RecordType}' is defined by nobody.");
            return;
        }
        if (template.Replaces == template.Key) problems.Invalid("Document template", template.Key, "it replaces itself.");
        foreach (var culture in template.Variants.Keys.Where(c => !CultureChain.IsName(c))) problems.Invalid("Document template", template.Key, $"'{culture}' is no culture name, such as de or zh-Hant.");
        if (!Enum.IsDefined(template.Output)) problems.Invalid("Document template", template.Key, "its output is none.");
        foreach (var (variant, text) in template.Variants.Select(v => (v.Key, v.Value)).Prepend(("", template.Body)))
        {
            if (text is null)
            {
                problems.Invalid("Document template", template.Key, $"its text in '{variant}' is missing.");
                continue;
            }
            var where = variant.Length == 0 ? "" : $"in '{variant}', ";
            if (template.Output == DocumentOutput.Html && Script().Match(text) is { Success: true } script)
                problems.Invalid("Document template", template.Key, $"{where}line {text.AsSpan(0, script.Index).Count('\n') + 1}: documents hold no scripts, and nothing that leads away or takes in other pages.");
            try
            {
                var bound = BoundTemplate.Of(catalog, type, text);
                if (withFields)
                    foreach (var (_, problem) in bound.Unknown) problems.Invalid("Document template", template.Key, where + problem);
            }
            catch (TemplateException wrong)
            {
                problems.Invalid("Document template", template.Key, where + wrong.Message);
            }
        }
    }

    // Elements that run, lead away or take other files in, and attributes that run: values inside them would need an escaping of their own, and who prints a page would read files for it.
    [GeneratedRegex(@"<\s*/?\s*(script|iframe|frame|object|embed|applet|meta|link|base|form)\b|\bon[a-z]+\s*=|javascript:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Script();
}
