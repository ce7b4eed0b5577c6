using CrmKit.Leads;

namespace CrmKit.Matching;

/// <summary>A company's name in the form in which it is compared.</summary>
internal static class CompanyForm
{
    public static string Of(string name) => string.Join(' ', MatchForms.Words(CompanyName.Core(name)));
}
