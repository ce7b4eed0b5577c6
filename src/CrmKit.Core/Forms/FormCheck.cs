using CrmKit.Consents;
using CrmKit.Intake;

namespace CrmKit.Forms;

/// <summary>Whether a form can be kept.</summary>
internal static class FormCheck
{
    private const int MostFields = 50;
    private const int MostOrigins = 20;
    private const int LongestText = 2_000;
    private static readonly string[] Languages = ["en", "zh-Hans", "zh-Hant"];

    public static void Demand(WebForm form, RecordTypeDefinition lead, Uri? reachedAt)
    {
        var errors = new List<CrmError>();
        if (form.Name.Trim().Length is 0 or > 100) errors.Add(FormErrors.Name());
        CheckFields(form, lead, errors);
        CheckQuestions(form, lead, errors);
        foreach (var (key, text) in form.Values)
            if (FormValues.FindHidden(lead, key) is not { } field || form.Fields.Any(f => f.Key == key) || text.Length > LongestText || !FormValues.TryRead(field, text, out _) || (key == "source" && !SignalKey.IsSource(text))) errors.Add(FormErrors.Values(key));
        CheckTexts(form.Consent, errors);
        CheckTexts(form.Thanks, errors);
        if (!ConsentRows.IsPurpose(form.ConsentPurpose)) errors.Add(ConsentErrors.Purpose(form.ConsentPurpose) with { Field = "consentPurpose" });
        if (form.IsConfirmedByMail && (form.Consent.Count == 0 || reachedAt is null || !form.Fields.Any(f => f is { Key: "email", IsRequired: true }))) errors.Add(FormErrors.Confirmation());
        if (form.RedirectUrl is { } url && !(url.Length <= LongestText && Uri.TryCreate(url, UriKind.Absolute, out var to) && to.Scheme == Uri.UriSchemeHttps && to.UserInfo.Length == 0)) errors.Add(FormErrors.Redirect());
        if (form.Origins.Count > MostOrigins || form.Origins.FirstOrDefault(o => !IsOrigin(o)) is not null) errors.Add(FormErrors.Origins(form.Origins.FirstOrDefault(o => !IsOrigin(o)) ?? ""));
        if (form.MinimumSeconds is < 0 or > 60 || form.PerAddress is < 1 or > 1_000 || form.PerHour is < 1 or > 100_000) errors.Add(FormErrors.Limits());
        if (errors.Count > 0) throw new CrmValidationException(errors);
    }

    private static void CheckFields(WebForm form, RecordTypeDefinition lead, List<CrmError> errors)
    {
        if (form.Fields.Count is 0 or > MostFields) errors.Add(FormErrors.Fields(""));
        foreach (var twice in form.Fields.GroupBy(f => f.Key).Where(g => g.Count() > 1)) errors.Add(FormErrors.Fields(twice.Key));
        foreach (var field in form.Fields)
            if (FormValues.Find(lead, field.Key) is null) errors.Add(FormErrors.Fields(field.Key));
        if (!form.Fields.Any(f => f.IsRequired && FormValues.Reaching.Contains(f.Key))) errors.Add(FormErrors.Contact());
    }

    private static void CheckQuestions(WebForm form, RecordTypeDefinition lead, List<CrmError> errors)
    {
        if (form.Questions.Count > MostFields) errors.Add(FormErrors.Questions(""));
        foreach (var question in form.Questions)
            if (question.Key.Length is 0 or > 60 || !question.Key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') || lead.TryField(question.Key, out _) || form.Questions.Count(q => q.Key == question.Key) > 1
                || !question.Text.ContainsKey("en") || question.Text.Any(t => !Languages.Contains(t.Key) || string.IsNullOrWhiteSpace(t.Value) || t.Value.Length > FormQuestion.LongestText)
                || question.Options.Count > FormQuestion.MostOptions || question.Options.Distinct(StringComparer.Ordinal).Count() < question.Options.Count || question.Options.Any(o => string.IsNullOrWhiteSpace(o) || o != o.Trim() || o.Length > FormQuestion.LongestText || o.Contains('\0', StringComparison.Ordinal)))
                errors.Add(FormErrors.Questions(question.Key));
    }

    private static void CheckTexts(IReadOnlyDictionary<string, string> texts, List<CrmError> errors)
    {
        if (texts.Count == 0) return;
        if (!texts.ContainsKey("en")) errors.Add(FormErrors.Texts("en"));
        foreach (var (language, text) in texts)
            if (!Languages.Contains(language) || string.IsNullOrWhiteSpace(text) || text.Length > LongestText) errors.Add(FormErrors.Texts(language));
    }

    // Exactly as browsers write it: what is put into headers must hold nothing else.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) && uri.GetLeftPart(UriPartial.Authority) == text && uri.UserInfo.Length == 0
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '/' or '.' or '-');
}
