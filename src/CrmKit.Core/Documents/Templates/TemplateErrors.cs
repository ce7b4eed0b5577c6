namespace CrmKit.Documents.Templates;

internal static class TemplateErrors
{
    public static CrmError Unknown(string template, IEnumerable<string> known) => new("template.unknown",
        $"There is no document template '{template}'. It may belong to a plugin that is not enabled. For this type there are: {string.Join(", ", known)}.");

    public static CrmError Type(string template, string type, RecordRef record) => new("template.type", $"Template '{template}' is for records of type '{type}', which {record} is not. Use a template of its type.") { Record = record };

    public static CrmError Culture(string culture) => new("template.culture", $"'{(culture.Length <= 40 ? culture : culture[..40])}' is no culture. Name one such as en, de-AT or zh-Hans.") { Field = "culture" };

    public static CrmError TooLarge(string what) => new("template.too-large", $"The document has more than {what}. Narrow what the template shows.");
}
