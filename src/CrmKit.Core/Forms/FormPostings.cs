using CrmKit.Consents;
using CrmKit.Intake;
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
        var signal = SignalOf(form, row.Nonce, FormRows.ValuesOf(row), isAgreed: true);
        var lead = await CaptureAsync(signal, cancellationToken);
        await consents.RecordAsync(form, row, new RecordRef("lead", lead), signal.Email, signal.Name, network: null, cancellationToken);
        return lead;
    }

    private async Task<Guid> CaptureAsync(LeadSignal signal, CancellationToken cancellationToken)
    {
        using var system = session.AsSystem("web form");
        return (await intake.CaptureAsync([signal], cancellationToken))[0].Lead.Id;
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
        foreach (var unknown in values.Keys.Where(k => form.Fields.All(f => f.Key != k))) errors.Add(FormErrors.Unknown(unknown));
        foreach (var missing in form.Fields.Where(f => f.IsRequired && !values.ContainsKey(f.Key))) errors.Add(FormErrors.Required(missing.Key));
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
