namespace CrmKit.Forms;

/// <summary>The door for web forms: what strangers fill in on a web page goes through <see cref="Intake.IIntake"/>, once; what looks like spam is set apart for a person to look at.</summary>
/// <remarks>Scoped to a session; not thread safe. Defining forms and looking at what was set apart is for those who may administer users; finding and filling in a form needs no right, and is what a host lets strangers do.</remarks>
public interface IForms
{
    /// <summary>All forms, by name.</summary>
    /// <exception cref="CrmForbiddenException"><c>form.forbidden</c></exception>
    Task<IReadOnlyList<WebForm>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>One form.</summary>
    /// <exception cref="CrmNotFoundException"><c>form.not-found</c></exception>
    Task<WebForm> GetAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Makes a form, or writes the one with the same id anew; its public key stays.</summary>
    /// <exception cref="CrmValidationException"><c>form.name</c>, <c>form.fields</c>, <c>form.questions</c>, <c>form.contact</c>, <c>form.values</c>, <c>form.texts</c>, <c>form.confirmation</c>, <c>consent.purpose</c>, <c>form.redirect</c>, <c>form.origins</c>, <c>form.limits</c></exception>
    /// <exception cref="CrmConflictException"><c>form.conflict</c>: it was changed since it was read.</exception>
    Task<WebForm> SaveAsync(WebForm form, CancellationToken cancellationToken = default);

    /// <summary>Removes a form with what was set apart; leads that it brought stay.</summary>
    Task RemoveAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>What was filled in, newest first. What was taken in is in its lead; here is the proof of it, and the values of what was set apart.</summary>
    /// <param name="id">Of which form.</param>
    /// <param name="status">With which status; <see langword="null"/> for all.</param>
    /// <param name="limit">The most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmValidationException"><c>form.page</c></exception>
    Task<IReadOnlyList<FormSubmission>> SubmissionsAsync(Guid id, FormSubmissionStatus? status = null, int limit = 50, CancellationToken cancellationToken = default);

    /// <summary>Takes in something that was set apart: it is no spam.</summary>
    /// <returns>The lead.</returns>
    /// <exception cref="CrmNotFoundException"><c>form.submission-not-found</c>: there is none, or it is not set apart.</exception>
    Task<RecordRef> ReleaseAsync(Guid submission, CancellationToken cancellationToken = default);

    /// <summary>Forgets the values of something that was set apart: it is spam.</summary>
    Task DiscardAsync(Guid submission, CancellationToken cancellationToken = default);

    /// <summary>The form with a public key.</summary>
    /// <exception cref="CrmNotFoundException"><c>form.not-found</c>: there is none, or it is switched off.</exception>
    Task<WebForm> FindAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>What a page that shows a form sends along: it says when it was shown, and makes sending it twice harmless.</summary>
    string NewToken(WebForm form);

    /// <summary>Takes in what a stranger filled in; the same token again changes nothing.</summary>
    /// <exception cref="CrmValidationException"><c>form.token</c>, <c>form.required</c>, <c>form.consent</c>, <c>form.value</c>, <c>form.field-unknown</c>, or what the fields ask for.</exception>
    /// <exception cref="CrmRuleException"><c>form.limit</c>: too much from one address, or in all.</exception>
    Task SubmitAsync(WebForm form, FormPosting posting, CancellationToken cancellationToken = default);
}

/// <summary>A form for strangers that becomes a lead.</summary>
public sealed record WebForm
{
    /// <summary>Its id; empty for a new one.</summary>
    public Guid Id { get; init; }

    /// <summary>What the address of its page holds; given by CrmKit. It is no secret.</summary>
    public string Key { get; init; } = "";

    /// <summary>Grows by one with every change; 0 for a new one. Who saves gives back the one that was read.</summary>
    public int Version { get; init; }

    /// <summary>What people call it, and the heading of its page; 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Fields of leads, in their order.</summary>
    public required IReadOnlyList<FormField> Fields { get; init; }

    /// <summary>What else is asked, behind the fields: a survey, a vote. At most 50.</summary>
    public IReadOnlyList<FormQuestion> Questions { get; init; } = [];

    /// <summary>Values that each lead gets and nobody sees, by field key, as texts: <c>source</c>, <c>channel</c>, <c>campaignId</c>… A stranger cannot change them.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>What must be agreed to, by language (<c>en</c>, <c>zh-Hans</c>, <c>zh-Hant</c>); empty when nothing. It is kept as it was shown, as a proof (<see cref="Consents.IConsents"/>).</summary>
    public IReadOnlyDictionary<string, string> Consent { get; init; } = new Dictionary<string, string>();

    /// <summary>For what the consent is: <c>contact</c> by default, <c>newsletter</c>…</summary>
    public string ConsentPurpose { get; init; } = "contact";

    /// <summary>Whether the consent counts only once a link in a mail was followed (double opt-in); off by default. It takes a consent, a required e-mail address and <see cref="CrmKitOptions.FormsUrl"/>; a plugin sends the mail (effect <c>mail</c>).</summary>
    public bool IsConfirmedByMail { get; init; }

    /// <summary>What is said afterwards, by language; a few words of CrmKit's own when empty.</summary>
    public IReadOnlyDictionary<string, string> Thanks { get; init; } = new Dictionary<string, string>();

    /// <summary>Where to go afterwards instead; an <c>https</c> address.</summary>
    public string? RedirectUrl { get; init; }

    /// <summary>The sites that may show the form and send it (<c>https://www.example.com</c>); only its own page when empty.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Who fills it in faster than this is set apart, 0 to 60 s; default 3 s.</summary>
    public int MinimumSeconds { get; init; } = 3;

    /// <summary>How often it may be sent from one address in an hour, 1 to 1,000; default 10.</summary>
    public int PerAddress { get; init; } = 10;

    /// <summary>How often it may be sent in an hour in all, 1 to 100,000; default 500.</summary>
    public int PerHour { get; init; } = 500;

    /// <summary>Whether it is switched on; on by default.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>A field of a form.</summary>
/// <param name="Key">The key of a field of leads.</param>
/// <param name="IsRequired">Whether it must be filled in.</param>
public sealed record FormField(string Key, bool IsRequired = false);

/// <summary>What a stranger sends.</summary>
public sealed record FormPosting
{
    /// <summary>The token of the page.</summary>
    public required string Token { get; init; }

    /// <summary>What was filled in, by the key of the field or question.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What is in the field that people do not see.</summary>
    public string? Trap { get; init; }

    /// <summary>Whether the consent was given.</summary>
    public bool Consents { get; init; }

    /// <summary>The language in which the form was shown.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The address it came from: counted by a hash of it, and kept itself as a part of the proof where something was consented to.</summary>
    public string Address { get; init; } = "";
}

/// <summary>What became of a submission.</summary>
public enum FormSubmissionStatus
{
    /// <summary>It is in a lead.</summary>
    Taken,

    /// <summary>It looks like spam, and waits for a person.</summary>
    Quarantined,

    /// <summary>A person found it to be spam.</summary>
    Discarded,
}

/// <summary>Something that was filled in.</summary>
public sealed record FormSubmission
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What became of it.</summary>
    public required FormSubmissionStatus Status { get; init; }

    /// <summary>Why it was set apart: <c>trap</c>, <c>too-fast</c> or <c>links</c>; <see langword="null"/> when it was not.</summary>
    public string? Reason { get; init; }

    /// <summary>The consent as it was shown and given; <see langword="null"/> without one.</summary>
    public string? Consent { get; init; }

    /// <summary>The lead; <see langword="null"/> while it is set apart.</summary>
    public Guid? LeadId { get; init; }

    /// <summary>What was filled in, while it is set apart.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }
}
