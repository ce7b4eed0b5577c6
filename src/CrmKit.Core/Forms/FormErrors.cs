namespace CrmKit.Forms;

internal static class FormErrors
{
    public static CrmError Forbidden() => new("form.forbidden", "Forms are for administrators. Ask for the right to administer users.");

    public static CrmError NotFound() => new("form.not-found", "There is no such form, or it is switched off.");

    public static CrmError Conflict() => new("form.conflict", "The form was changed since it was read. Read it again, then change it.");

    public static CrmError SubmissionNotFound(Guid id) => new("form.submission-not-found", $"There is no submission {id} that waits for a decision.");

    public static CrmError Name() => new("form.name", "A form has a name of 1 to 100 characters. Give it one.") { Field = "name" };

    public static CrmError Fields(string key) => new("form.fields", $"'{key}' cannot be in a form. Use 1 to 50 different fields of leads that people may write and that are no references.") { Field = "fields" };

    public static CrmError Questions(string key) => new("form.questions", $"'{key}' is no question that can be asked. Use up to 50 with keys of lower-case letters, digits and hyphens that no field has, a text of at most 200 characters in en, and at most 50 different options of at most 200.") { Field = "questions" };

    public static CrmError Contact() => new("form.contact", "Nobody could be reached. Require one of the fields name, companyName, email and phone.") { Field = "fields" };

    public static CrmError Values(string key) => new("form.values", $"The value of '{key}' cannot be given to leads. Name a field of leads that people may write and that is not filled in, and a value of its kind; source has letters, digits, dots, hyphens and underscores.") { Field = "values" };

    public static CrmError Texts(string language) => new("form.texts", $"There is no text for '{language}'. Give texts of 1 to 2,000 characters in en, and if you like in zh-Hans and zh-Hant.");

    public static CrmError Confirmation() => new("form.confirmation", "A consent can be confirmed by mail when the form has one, requires the field email, and CrmKitOptions.FormsUrl says where the link in the mail leads. Complete that, or leave the confirmation out.") { Field = "isConfirmedByMail" };

    public static CrmError Redirect() => new("form.redirect", "The address to go to afterwards must be an absolute one that begins with https://. Correct it, or leave it out.") { Field = "redirectUrl" };

    public static CrmError Origins(string origin) => new("form.origins", $"'{origin}' is no site. Write at most 20 as https://www.example.com, without a path.") { Field = "origins" };

    public static CrmError Limits() => new("form.limits", "Limits are out of range. Use 0 to 60 for minimumSeconds, 1 to 1,000 for perAddress and 1 to 100,000 for perHour.");

    public static CrmError NoProtector() => new("form.no-protector", "Forms are signed, and this host has nothing to do it with. Call AddCrmKitApi, or register an ISecretProtector.");

    public static CrmError Page(int most) => new("form.page", $"A page of submissions has 1 to {most}. Ask for fewer.") { Field = "limit" };

    public static CrmError Token() => new("form.token", "The form was open for too long, or is another one. Load it again.");

    public static CrmError Limit() => new("form.limit", "The form was sent too often. Try again in an hour.");

    public static CrmError Required(string key) => new("form.required", $"Field '{key}' must be filled in.") { Field = key };

    public static CrmError Value(string key) => new("form.value", $"What is in field '{key}' cannot be read. Correct it.") { Field = key };

    public static CrmError Unknown(string key) => new("form.field-unknown", $"The form has no field '{(key.Length <= 60 ? key : key[..60] + "…")}'. Leave it out.");

    public static CrmError Consent() => new("form.consent", "The consent is needed. Tick it to send the form.") { Field = "consent" };
}
