namespace CrmKit.Consents;

internal static class ConsentErrors
{
    public const int LongestText = 4_000;

    public static CrmError Type(string type) => new("consent.type", $"Records of type '{type}' are about no single person. Name a contact or a lead.");

    public static CrmError Purpose(string purpose) => new("consent.purpose",
        $"'{(purpose.Length <= 60 ? purpose : purpose[..60] + "…")}' is no purpose. Use 1 to 60 lower-case letters, digits, dots and hyphens, such as newsletter.") { Field = "purpose" };

    public static CrmError Act() => new("consent.act", "What is recorded is given or withdrawn, by hand, with an import or by another program. What forms and links do, they record themselves.") { Field = "act" };

    public static CrmError At() => new("consent.at", "A consent cannot be given in the future. Say when it was given, or leave it out for now.") { Field = "at" };

    public static CrmError Text(string field) => new("consent.text", $"'{field}' has more than {LongestText:N0} characters. Shorten it.") { Field = field };

    public static CrmError LinkUnknown() => new("consent.link-unknown", "There is no such link, or it came too late. Fill in the form once more.");
}
