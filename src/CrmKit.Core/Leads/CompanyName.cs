using CrmKit.Text;
using System.Text;

namespace CrmKit.Leads;

/// <summary>Company names as people mean them: without legal form, case, spaces and punctuation.</summary>
internal static class CompanyName
{
    private static readonly string[] LegalForms =
    [
        "incorporated", "inc", "corporation", "corp", "company", "co", "limited", "ltd", "llc", "llp", "plc", "gmbh", "ag", "kg", "se", "sa", "sarl", "sas", "bv", "nv", "ab", "as", "oy", "aps", "spa", "srl",
        "pty", "pte", "kk", "株式会社", "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "公司",
    ];

    /// <summary>The name as written, without its legal form: what all spellings of it begin with.</summary>
    public static string Core(string name)
    {
        var core = name.Trim();
        for (var shorter = WithoutForm(core); shorter.Length > 0 && shorter != core; shorter = WithoutForm(core)) core = shorter;
        return core;
    }

    /// <summary>Equal for names that mean the same company; empty when there is nothing to compare.</summary>
    public static string Key(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "";
        var key = new StringBuilder(name.Length);
        foreach (var c in Core(name).InForm(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(c)) key.Append(char.ToLowerInvariant(c));
        return key.ToString();
    }

    private static string WithoutForm(string name)
    {
        var bare = name.TrimEnd(' ', '.', ',', '(', ')', '（', '）', '·');
        foreach (var form in LegalForms)
        {
            if (!bare.EndsWith(form, StringComparison.OrdinalIgnoreCase) || bare.Length == form.Length) continue;
            var rest = bare[..^form.Length];
            if (char.IsAsciiLetter(form[0]) && char.IsLetterOrDigit(rest[^1])) continue; // "Costa" does not end in "SA"
            return rest.TrimEnd(' ', '.', ',', '(', '（', '·', '&');
        }
        return bare;
    }
}
