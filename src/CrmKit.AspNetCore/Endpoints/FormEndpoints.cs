using System.Text.Json;
using CrmKit.Forms;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Forms and what was set apart, for administrators. Strangers get at forms by <c>MapCrmKitForms</c> alone.</summary>
internal static class FormEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfSubmissions = [new("status", "taken, quarantined or discarded."), new("limit", "The most submissions, 1 to 1,000; 50 when left out.", ApiParameterKind.Integer)];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/forms", "listForms", "Web forms, by name.", ListAsync) { Answer = "SavedFormList" },
        new("POST", "/forms", "createForm", "Makes a web form of fields of leads.", CreateAsync) { Body = "WebForm", Answer = "SavedForm", Status = 201 },
        new("GET", "/forms/{id}", "getForm", "One form.", GetAsync) { Answer = "SavedForm" },
        new("PUT", "/forms/{id}", "putForm", "Writes a form anew; its public key stays.", PutAsync) { Body = "WebForm", Answer = "SavedForm" },
        new("DELETE", "/forms/{id}", "deleteForm", "Removes a form; leads that it brought stay.", DeleteAsync) { Status = 204 },
        new("GET", "/forms/{id}/submissions", "listFormSubmissions", "What was filled in, newest first: proofs of consent, and what was set apart as spam.", SubmissionsAsync) { Answer = "FormSubmissionList", Query = OfSubmissions },
        new("POST", "/form-submissions/{id}/release", "releaseFormSubmission", "Takes in what was set apart: it is no spam.", ReleaseAsync) { Body = "Empty", IsBodyOptional = true, Answer = "FormReleased" },
        new("DELETE", "/form-submissions/{id}", "discardFormSubmission", "Forgets what was set apart: it is spam.", DiscardAsync) { Status = 204 },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var forms = await call.Session.Forms.ListAsync(call.Cancelled);
        await call.AnswerAsync(json => WriteItems(json, forms, Write));
    }

    private static async Task CreateAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, Guid.Empty), StatusCodes.Status201Created);

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Forms.GetAsync(DefinitionEndpoints.Id(call), call.Cancelled));

    private static async Task PutAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, DefinitionEndpoints.Id(call)));

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Forms.RemoveAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task SubmissionsAsync(ApiCall call)
    {
        var status = call.Text("status");
        if (status is not null && !EnumCode.Codes(typeof(FormSubmissionStatus)).Contains(status)) throw ApiErrors.Parameter("status", "taken, quarantined or discarded");
        var found = await call.Session.Forms.SubmissionsAsync(DefinitionEndpoints.Id(call), status is null ? null : (FormSubmissionStatus)EnumCode.Parse(typeof(FormSubmissionStatus), status), call.Integer("limit") ?? 50, call.Cancelled);
        await call.AnswerAsync(json => WriteItems(json, found, Write));
    }

    private static async Task ReleaseAsync(ApiCall call)
    {
        var lead = await call.Session.Forms.ReleaseAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            RecordJson.WriteRef(json, "lead", lead);
            json.WriteEndObject();
        });
    }

    private static async Task DiscardAsync(ApiCall call)
    {
        await call.Session.Forms.DiscardAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<WebForm> SaveAsync(ApiCall call, Guid id)
    {
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.FormBody);
        return await call.Session.Forms.SaveAsync(new WebForm
        {
            Id = id, Version = given.Version, Name = given.Name, Fields = given.Fields, Questions = given.Questions, Values = given.Values, Consent = given.Consent, ConsentPurpose = given.ConsentPurpose ?? "contact", IsConfirmedByMail = given.IsConfirmedByMail ?? false, Thanks = given.Thanks, RedirectUrl = given.RedirectUrl, Origins = given.Origins,
            MinimumSeconds = given.MinimumSeconds ?? 3, PerAddress = given.PerAddress ?? 10, PerHour = given.PerHour ?? 500, IsActive = given.IsActive ?? true,
        }, call.Cancelled);
    }

    private static Task AnswerAsync(ApiCall call, WebForm form, int status = StatusCodes.Status200OK) => call.AnswerAsync(json => Write(json, form), status);

    private static void WriteItems<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var item in items) write(json, item);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, WebForm form)
    {
        json.WriteStartObject();
        json.WriteString("id", form.Id);
        json.WriteNumber("version", form.Version);
        json.WriteString("key", form.Key);
        json.WriteString("name", form.Name);
        json.WriteStartArray("fields");
        foreach (var field in form.Fields)
        {
            json.WriteStartObject();
            json.WriteString("key", field.Key);
            json.WriteBoolean("isRequired", field.IsRequired);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("questions");
        foreach (var question in form.Questions)
        {
            json.WriteStartObject();
            json.WriteString("key", question.Key);
            WriteTexts(json, "text", question.Text);
            json.WriteBoolean("isRequired", question.IsRequired);
            json.WriteStartArray("options");
            foreach (var option in question.Options) json.WriteStringValue(option);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteTexts(json, "values", form.Values);
        WriteTexts(json, "consent", form.Consent);
        json.WriteString("consentPurpose", form.ConsentPurpose);
        json.WriteBoolean("isConfirmedByMail", form.IsConfirmedByMail);
        WriteTexts(json, "thanks", form.Thanks);
        json.WriteString("redirectUrl", form.RedirectUrl);
        json.WriteStartArray("origins");
        foreach (var origin in form.Origins) json.WriteStringValue(origin);
        json.WriteEndArray();
        json.WriteNumber("minimumSeconds", form.MinimumSeconds);
        json.WriteNumber("perAddress", form.PerAddress);
        json.WriteNumber("perHour", form.PerHour);
        json.WriteBoolean("isActive", form.IsActive);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FormSubmission submission)
    {
        json.WriteStartObject();
        json.WriteString("id", submission.Id);
        json.WriteString("at", FieldJson.Instant(submission.At));
        json.WriteString("status", EnumCode.Of(submission.Status));
        if (submission.Reason is { } reason) json.WriteString("reason", reason);
        if (submission.Consent is { } consent) json.WriteString("consent", consent);
        if (submission.LeadId is { } lead) json.WriteString("leadId", lead);
        WriteTexts(json, "values", submission.Values);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, text) in texts) json.WriteString(key, text);
        json.WriteEndObject();
    }
}

/// <summary>What a caller says of a form.</summary>
internal sealed record FormBody
{
    public required string Name { get; init; }
    public int Version { get; init; }
    public required IReadOnlyList<FormField> Fields { get; init; }
    public IReadOnlyList<FormQuestion> Questions { get; init => field = value ?? []; } = [];
    public IReadOnlyDictionary<string, string> Values { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Consent { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Thanks { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
    public string? ConsentPurpose { get; init; }
    public bool? IsConfirmedByMail { get; init; }
    public string? RedirectUrl { get; init; }
    public IReadOnlyList<string> Origins { get; init => field = value ?? []; } = [];
    public int? MinimumSeconds { get; init; }
    public int? PerAddress { get; init; }
    public int? PerHour { get; init; }
    public bool? IsActive { get; init; }
}
