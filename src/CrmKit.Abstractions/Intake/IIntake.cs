namespace CrmKit.Intake;

/// <summary>The door for signals from outside that may become leads and cases: nothing else inserts one that nobody typed.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IIntake
{
    /// <summary>Takes signals in, each once per source and key; a signal of somebody already known as an open lead is added to it. What becomes of the rest says <see cref="LeadSignal.Use"/>.</summary>
    Task<IReadOnlyList<IntakeResult>> CaptureAsync(IReadOnlyList<LeadSignal> signals, CancellationToken cancellationToken = default);

    /// <summary>Takes in that mail came back: contacts and leads with such an address, as far as the actor may change them, are marked until their address changes.</summary>
    /// <returns>The records that were marked now; not those that were already.</returns>
    /// <exception cref="CrmValidationException"><c>intake.bounce-invalid</c>: all that are no addresses, or lie in the future.</exception>
    Task<IReadOnlyList<RecordRef>> BounceAsync(IReadOnlyList<EmailBounce> bounces, CancellationToken cancellationToken = default);
}

/// <summary>A sign of interest: a form, a call, a visit, a card.</summary>
public sealed record LeadSignal
{
    /// <summary>The system or channel that saw it (<c>web-form</c>, <c>call-centre</c>).</summary>
    public required string Source { get; init; }

    /// <summary>The signal's key in that source; a second signal with the same key changes nothing.</summary>
    public required string Key { get; init; }

    /// <summary>The person's name.</summary>
    public string? Name { get; init; }

    /// <summary>The company's name.</summary>
    public string? CompanyName { get; init; }

    /// <summary>The e-mail address.</summary>
    public string? Email { get; init; }

    /// <summary>The telephone number.</summary>
    public string? Phone { get; init; }

    /// <summary>The channel, an option code of the lead's channel field.</summary>
    public string? Channel { get; init; }

    /// <summary>What was said or asked.</summary>
    public string? Message { get; init; }

    /// <summary>What it is about: interest, unless said otherwise.</summary>
    public SignalUse Use { get; init; }

    /// <summary>More values for the lead, or for the case (<see cref="SignalUse.Case"/>), by field key.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();
}

/// <summary>What became of a signal.</summary>
/// <param name="Record">The lead or case.</param>
/// <param name="Outcome">Whether it is new.</param>
public sealed record IntakeResult(RecordRef Record, IntakeOutcome Outcome)
{
    /// <summary>The number of a case that it opened, to be told to who reported it; <see langword="null"/> for all else.</summary>
    public string? Number { get; init; }
}

/// <summary>What a signal is about.</summary>
public enum SignalUse
{
    /// <summary>Interest in what is sold: a lead, whoever it is from.</summary>
    Lead,
    /// <summary>A message or call about anything: of a customer with an open case more of that case, of one without a new case where administrators chose so (setting <c>customers-open-cases</c>), of anybody else a lead. Customers are known by e-mail address or telephone number.</summary>
    Conversation,
    /// <summary>A problem: a case of its own, whoever reports it.</summary>
    Case,
}

/// <summary>What a signal did.</summary>
public enum IntakeOutcome
{
    /// <summary>A new lead or case.</summary>
    Created,
    /// <summary>Added to an open lead or case of the same person.</summary>
    Added,
    /// <summary>Known already by its key; nothing changed.</summary>
    Repeated,
}
