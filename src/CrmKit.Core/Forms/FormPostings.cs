using CrmKit.Activities;
using CrmKit.Consents;
using CrmKit.Intake;
using CrmKit.Leads;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Forms;

/// <summary>What strangers send: checked, counted, set apart when it looks like spam, and else taken in, each once.</summary>
internal sealed class FormPostings(CrmSession session, FormTokens tokens, IIntake intake, FormConsents consents) : ISessionService
{
    private const int MostLinks = 2;
    private const string UsualSource = "web-form";

    public async Task TakeAsync(WebForm form, FormPosting posting, CancellationToken cancellationToken)
    {
        if (tokens.Read(form.Id, posting.Token) is not var (shown, nonce)) throw new CrmValidationException(FormErrors.Token());
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (await work.Transaction.CountAsync(work.Transaction.Query<FormSubmissionEntry>().Where(s => s.FormId == form.Id && s.Nonce == nonce), cancellationToken) > 0) return;
        var address = tokens.HashOf(form.Id, posting.Address);
        await DemandLimitsAsync(work.Transaction, form, address, cancellationToken);

        var values = posting.Values.Where(v => !string.IsNullOrWhiteSpace(v.Value)).ToDictionary(v => v.Key, v => v.Value.Trim(), StringComparer.Ordinal);
        var signal = SignalOf(form, nonce, values, posting.Consents);
        var row = new FormSubmissionEntry
        {
            TenantId = session.TenantId, FormId = form.Id, Nonce = nonce, At = session.Now, Address = address, Reason = SuspicionOf(form, posting, shown, values), Consent = FormRows.TextFor(form.Consent, posting.Language), Language = posting.Language,
        };
        try
        {
            if (row.Reason is null)
            {
                row.LeadId = await CaptureAsync(signal, cancellationToken);
                await AnswerAsync(form, row, values, cancellationToken);
                await consents.RecordAsync(form, row, new RecordRef("lead", row.LeadId.Value), signal.Email, signal.Name, posting.Address, cancellationToken);
                (row.Consent, row.Language) = (null, null);
            }
            else (row.Status, row.Filled) = (FormSubmissionStatus.Quarantined, FormRows.Values(values));
            await work.Transaction.WriteAsync(new StoreBatch { Inserts = { row } }, cancellationToken);
        }
        catch (Exception race) when (race is StoreDuplicateException || (race is CrmValidationException known && known.Errors.All(e => e is { Code: "field.duplicate", Field: "externalId" })))
        {
            return; // sent twice at the same moment: the other one counts, this one is rolled back
        }
        Failpoint.Hit("forms.before-commit");
        await work.CommitAsync(cancellationToken);
    }

    /// <summary>Takes in what was set apart.</summary>
    public async Task<Guid> ReleaseAsync(WebForm form, FormSubmissionEntry row, CancellationToken cancellationToken)
    {
        var values = FormRows.ValuesOf(row);
        var signal = SignalOf(form, row.Nonce, values, isAgreed: true);
        var lead = await CaptureAsync(signal, cancellationToken);
        row.LeadId = lead;
        await AnswerAsync(form, row, values, cancellationToken);
        await consents.RecordAsync(form, row, new RecordRef("lead", lead), signal.Email, signal.Name, network: null, cancellationToken);
        return lead;
    }

    private async Task<Guid> CaptureAsync(LeadSignal signal, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem("web form");
        return (await intake.CaptureAsync([signal], cancellationToken))[0].Record.Id;
    }

    // Who answers again gives further answers: each has its day.
    private async Task AnswerAsync(WebForm form, FormSubmissionEntry row, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var answered = form.Questions.Where(q => values.ContainsKey(q.Key)).ToList();
        if (answered.Count == 0) return;
        using var system = session.AsSystem("web form");
        var lead = (Lead)await session.Records.GetAsync(new RecordRef("lead", row.LeadId!.Value), cancellationToken);
        var answers = new ChangeSet();
        foreach (var question in answered)
            answers.Create(
                new SurveyAnswer { Subject = question.TextFor(row.Language), Survey = form.Name, Question = question.Key, Answer = values[question.Key], StartsAt = row.At, RegardingType = "lead", RegardingId = lead.Id },
                new InitialState { OwnerId = lead.OwnerId });
        await session.Records.SaveAsync(answers, cancellationToken);
    }

    private async Task DemandLimitsAsync(IStoreTransaction transaction, WebForm form, string address, CancellationToken cancellationToken)
    {
        var since = session.Now - TimeSpan.FromHours(1);
        var lately = transaction.Query<FormSubmissionEntry>().Where(s => s.FormId == form.Id && s.At > since);
        if (await transaction.CountAsync(lately.Where(s => s.Address == address), cancellationToken) >= form.PerAddress || await transaction.CountAsync(lately, cancellationToken) >= form.PerHour)
            throw new CrmRuleException(FormErrors.Limit());
    }

    private LeadSignal SignalOf(WebForm form, string nonce, IReadOnlyDictionary<string, string> values, bool isAgreed)
    {
        var lead = session.Catalog.Type("lead");
        var errors = new List<CrmError>();
        foreach (var unknown in values.Keys.Where(k => form.Fields.All(f => f.Key != k) && form.Questions.All(q => q.Key != k))) errors.Add(FormErrors.Unknown(unknown));
        var required = form.Fields.Where(f => f.IsRequired).Select(f => f.Key).Concat(form.Questions.Where(q => q.IsRequired).Select(q => q.Key));
        foreach (var missing in required.Where(k => !values.ContainsKey(k))) errors.Add(FormErrors.Required(missing));
        foreach (var question in form.Questions)
            if (values.TryGetValue(question.Key, out var answer) && (answer.Length > FormQuestion.LongestAnswer || !FormValues.TryRead(question.Shown("en"), answer, out _))) errors.Add(FormErrors.Value(question.Key));
        if (form.Consent.Count > 0 && !isAgreed) errors.Add(FormErrors.Consent());
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, text) in form.Values)
            if (FormValues.FindHidden(lead, key) is { } field && FormValues.TryRead(field, text, out var value)) given[key] = value; // a plugin's field may have left
        foreach (var (key, text) in values.Where(v => form.Fields.Any(f => f.Key == v.Key)))
        {
            if (FormValues.Find(lead, key) is not { } field || !FormValues.TryRead(field, text, out var value)) errors.Add(FormErrors.Value(key));
            else given[key] = value;
        }
        if (errors.Count > 0) throw new CrmValidationException(errors);
        return new LeadSignal
        {
            Source = Take(given, "source") ?? UsualSource,
            Key = $"form-{form.Id:N}-{nonce}",
            Name = Take(given, "name"),
            CompanyName = Take(given, "companyName"),
            Email = Take(given, "email"),
            Phone = Take(given, "phone"),
            Channel = Take(given, "channel"),
            Message = Take(given, "needDescription"),
            Values = given,
        };
    }

    private static string? Take(Dictionary<string, object?> values, string key) => values.Remove(key, out var value) ? (string?)value : null;

    private string? SuspicionOf(WebForm form, FormPosting posting, DateTimeOffset shown, IReadOnlyDictionary<string, string> values)
    {
        if (!string.IsNullOrEmpty(posting.Trap)) return "trap";
        if (session.Now - shown < TimeSpan.FromSeconds(form.MinimumSeconds)) return "too-fast";
        var links = values.Values.Sum(v => v.Split("://").Length - 1);
        return links > MostLinks ? "links" : null;
    }
}
