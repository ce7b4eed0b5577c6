namespace CrmKit.Cases;

/// <summary>The door for answers to customers about their cases: each goes out over a way that the customer used, stands in the timeline, and stops the clock of the first answer.</summary>
/// <remarks>
/// Scoped to a session; not thread safe. Takes the right to change the case and to write the activity. An answer to what somebody asked needs no consent, and asks for none; what one begins by oneself does (<see cref="Consents.IConsents"/>).
/// Mail leaves as an effect of the kind <c>mail</c>; other messages as one of the kind <c>message</c> with <c>channel</c>, <c>platform</c>, <c>to</c> and <c>text</c>, which a plugin carries out.
/// </remarks>
public interface ICaseAnswers
{
    /// <summary>The ways in which the customer of a case can be answered, the one that he used last first; also those that do not work now, with the reason.</summary>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    Task<IReadOnlyList<AnswerWay>> WaysAsync(Guid caseId, CancellationToken cancellationToken = default);

    /// <summary>Answers; all of it or nothing.</summary>
    /// <returns>The mail or message as it stands in the timeline.</returns>
    /// <exception cref="CrmNotFoundException"><c>record.not-found</c>.</exception>
    /// <exception cref="CrmValidationException"><c>case.answer-empty</c>, or what the activity asks for.</exception>
    /// <exception cref="CrmRuleException"><c>case.answer-address</c>, <c>case.answer-sender</c>; what refuses the stage.</exception>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    Task<RecordRef> AnswerAsync(Guid caseId, CaseAnswer answer, CancellationToken cancellationToken = default);
}

/// <summary>A way to answer a customer.</summary>
/// <param name="Channel">An option code of the channels: <c>email</c>, <c>messenger</c>…</param>
/// <param name="Address">His address or number there; <see langword="null"/> when it is not known.</param>
/// <param name="Platform">The service that he used: WhatsApp, WeChat; <see langword="null"/> for mail, and when it is not known.</param>
/// <param name="Why">Why it does not work now; <see langword="null"/> when it does.</param>
public sealed record AnswerWay(string Channel, string? Address, string? Platform, CrmError? Why);

/// <summary>An answer to a customer.</summary>
/// <param name="Channel">The way: one of <see cref="ICaseAnswers.WaysAsync"/>.</param>
/// <param name="Text">What is said.</param>
public sealed record CaseAnswer(string Channel, string Text)
{
    /// <summary>The stage that the case is in afterwards; <see langword="null"/> leaves it where it is.</summary>
    public string? Stage { get; init; }
}
