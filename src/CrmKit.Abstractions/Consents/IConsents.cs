namespace CrmKit.Consents;

/// <summary>The door to what people allowed: proofs that are only added to, and the question that everything asks before it sends.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. A person is a contact or a lead, with what was merged into it and the leads that became the contact: a proof of one counts for all of them, for as long as a merge stands.
/// Reading takes the right to read the record, adding the right to change it.
/// </remarks>
public interface IConsents
{
    /// <summary>All that is proved of a person, the newest first.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>consent.type</c>: records of the type are about no person.</exception>
    Task<IReadOnlyList<Consent>> ListAsync(RecordRef person, CancellationToken cancellationToken = default);

    /// <summary>Adds what people gave or withdrew, all or none. Nothing is ever changed or removed but by an erasure.</summary>
    /// <exception cref="CrmValidationException"><c>consent.type</c>, <c>consent.purpose</c>, <c>consent.act</c>, <c>consent.at</c>, <c>consent.text</c>.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<IReadOnlyList<Consent>> AddAsync(IReadOnlyList<ConsentDraft> consents, CancellationToken cancellationToken = default);

    /// <summary>Whether one may write to people, or call them, for a purpose. Ask right before sending, in batches: what is not allowed by the newest proof is not allowed.</summary>
    /// <returns>One answer per question, in their order.</returns>
    /// <exception cref="CrmValidationException"><c>consent.type</c>, <c>consent.purpose</c>.</exception>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<ConsentAnswer>> MayAsync(IReadOnlyList<ConsentQuestion> questions, CancellationToken cancellationToken = default);

    /// <summary>What a link in a mail leads to: something to be confirmed, or to be withdrawn. Changes nothing, so that programs that look at links do no harm.</summary>
    /// <param name="token">Out of the link. No other right is asked for.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="CrmNotFoundException"><c>consent.link-unknown</c>: there is no such link, or it is too old.</exception>
    Task<ConsentLink> FindLinkAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Does what a link is for. A link to confirm takes effect once and is good for a week; one to withdraw stays good. Doing it again changes nothing.</summary>
    /// <param name="token">Out of the link. No other right is asked for.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmNotFoundException"><c>consent.link-unknown</c>.</exception>
    Task<ConsentLink> FollowLinkAsync(string token, CancellationToken cancellationToken = default);
}

/// <summary>A proof: what a person allowed or forbade, when and how.</summary>
public sealed record Consent
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The contact or lead that it was recorded with.</summary>
    public required RecordRef Person { get; init; }

    /// <summary>For what: <c>newsletter</c>, <c>contact</c>…</summary>
    public required string Purpose { get; init; }

    /// <summary>On which way.</summary>
    public required ConsentChannel Channel { get; init; }

    /// <summary>What the person did.</summary>
    public required ConsentAct Act { get; init; }

    /// <summary>When the person did it, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was recorded, in UTC.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>How it came here.</summary>
    public required ConsentMethod Method { get; init; }

    /// <summary>The e-mail address or number that it is about; <see langword="null"/> for whichever the person has, and for whoever may not read it.</summary>
    public string? Address { get; init; }

    /// <summary>The text as it was shown; <see langword="null"/> when none is known.</summary>
    public string? Text { get; init; }

    /// <summary>The language of the text.</summary>
    public string? Language { get; init; }

    /// <summary>What else shows it: the form, the words on the telephone, where the paper lies.</summary>
    public string? Evidence { get; init; }

    /// <summary>The network address that it came from.</summary>
    public string? Network { get; init; }

    /// <summary>Who recorded it; <see langword="null"/> for the person himself and for the system.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Through which door.</summary>
    public required string Door { get; init; }
}

/// <summary>What is to be recorded.</summary>
/// <param name="Person">A contact or a lead.</param>
/// <param name="Purpose">For what: lower-case letters, digits, dots and hyphens, at most 60.</param>
/// <param name="Channel">On which way.</param>
/// <param name="Act"><see cref="ConsentAct.Given"/> or <see cref="ConsentAct.Withdrawn"/>.</param>
/// <param name="Method">How it came here; not <see cref="ConsentMethod.Form"/> and <see cref="ConsentMethod.Link"/>, which CrmKit writes itself.</param>
public sealed record ConsentDraft(RecordRef Person, string Purpose, ConsentChannel Channel, ConsentAct Act, ConsentMethod Method)
{
    /// <summary>When the person did it; now when <see langword="null"/>. Not in the future.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The address or number that it is about; the person's own of the channel's kind when <see langword="null"/>.</summary>
    public string? Address { get; init; }

    /// <summary>The text as it was shown, at most 4,000 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The language of the text.</summary>
    public string? Language { get; init; }

    /// <summary>What else shows it, at most 4,000 characters.</summary>
    public string? Evidence { get; init; }
}

/// <summary>Whether one may send.</summary>
/// <param name="Person">A contact or a lead.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Channel">On which way.</param>
/// <param name="Address">Where to; the person's own of the channel's kind when <see langword="null"/>.</param>
public sealed record ConsentQuestion(RecordRef Person, string Purpose, ConsentChannel Channel = ConsentChannel.Email, string? Address = null);

/// <summary>Whether one may, and why.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="MaySend">Whether one may.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="Address">Where to; <see langword="null"/> when there is none, for post, and for whoever may not read it.</param>
/// <param name="Proof">The proof that decides; <see langword="null"/> without one, and where it is of another person with the same address.</param>
/// <param name="WithdrawUrl">For the mail: where the person withdraws it, by a visit or by POST (<c>List-Unsubscribe</c>, <c>List-Unsubscribe-Post</c>); <see langword="null"/> when one may not, or <see cref="CrmKitOptions.FormsUrl"/> is not set (for other tenants <see cref="CrmKitOptions.TenantFormsUrl"/>).</param>
public sealed record ConsentAnswer(ConsentQuestion Question, bool MaySend, ConsentReason Reason, string? Address, Consent? Proof, Uri? WithdrawUrl);

/// <summary>What a link in a mail leads to.</summary>
/// <param name="Act">What following it does: <see cref="ConsentAct.Given"/> or <see cref="ConsentAct.Withdrawn"/>.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Text">The text as it was shown.</param>
/// <param name="IsDone">Whether it was done already.</param>
public sealed record ConsentLink(ConsentAct Act, string Purpose, string? Text, bool IsDone);

/// <summary>On which way people are reached.</summary>
public enum ConsentChannel
{
    /// <summary>E-mail.</summary>
    Email,

    /// <summary>Calls.</summary>
    Phone,

    /// <summary>Short messages.</summary>
    Sms,

    /// <summary>Messengers.</summary>
    Chat,

    /// <summary>Letters.</summary>
    Post,
}

/// <summary>What a person did.</summary>
public enum ConsentAct
{
    /// <summary>Filled in a form whose link in a mail is to be followed yet: allows nothing.</summary>
    Asked,

    /// <summary>Allowed it.</summary>
    Given,

    /// <summary>Forbade it, or took it back.</summary>
    Withdrawn,
}

/// <summary>How a proof came here.</summary>
public enum ConsentMethod
{
    /// <summary>By a web form.</summary>
    Form,

    /// <summary>By a link in a mail.</summary>
    Link,

    /// <summary>By somebody who was told, on the telephone or on paper.</summary>
    Hand,

    /// <summary>With an import.</summary>
    Import,

    /// <summary>By another program.</summary>
    Api,
}

/// <summary>Why one may send, or may not.</summary>
public enum ConsentReason
{
    /// <summary>It was given.</summary>
    Given,

    /// <summary>Nobody ever gave it.</summary>
    NeverGiven,

    /// <summary>A form was filled in, and the link in the mail was not followed.</summary>
    NotConfirmed,

    /// <summary>It was withdrawn, by the person or by whoever else has the address.</summary>
    Withdrawn,

    /// <summary>It was given for another address.</summary>
    OtherAddress,

    /// <summary>There is no address to send to.</summary>
    NoAddress,

    /// <summary>Mail to the address came back.</summary>
    Bounced,

    /// <summary>The record is deleted.</summary>
    Gone,
}
