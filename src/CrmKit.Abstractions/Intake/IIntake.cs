namespace CrmKit.Intake;

/// <summary>The door for signals from outside that may become leads: nothing else inserts a lead that nobody typed.</summary>
/// <remarks>Scoped to a session; not thread safe.</remarks>
public interface IIntake
{
    /// <summary>Takes signals in, each once per source and key; a signal of somebody already known as an open lead is added to it.</summary>
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

    /// <summary>More values for the lead, by field key.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; init; } = new Dictionary<string, object?>();
}

/// <summary>What became of a signal.</summary>
/// <param name="Lead">The lead.</param>
/// <param name="Outcome">Whether it is new.</param>
public sealed record IntakeResult(RecordRef Lead, IntakeOutcome Outcome);

/// <summary>What a signal did.</summary>
public enum IntakeOutcome
{
    /// <summary>A new lead.</summary>
    Created,
    /// <summary>Added to an open lead of the same person.</summary>
    Added,
    /// <summary>Known already by its key; nothing changed.</summary>
    Repeated,
}
