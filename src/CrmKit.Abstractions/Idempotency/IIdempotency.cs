namespace CrmKit.Idempotency;

/// <summary>Lets an act that is asked for again under the same key take effect once, and answers it as it was answered first.</summary>
/// <remarks>Keys are the actor's own: the same key of another user or tenant is another one. They are kept for <see cref="CrmKitOptions.IdempotencyAge"/>.</remarks>
public interface IIdempotency
{
    /// <summary>Runs an act, or answers as it was answered before.</summary>
    /// <param name="act">What is asked for, and under which key.</param>
    /// <param name="run">Does it; not called when the answer is known. Refusals are answers as well: see <see cref="IdempotentAnswer.IsRefused"/>.</param>
    /// <param name="cancellationToken">Cancels while the act has not been done.</param>
    /// <exception cref="CrmRuleException"><c>idempotency.key-reused</c>: something else was asked for under the key.</exception>
    /// <exception cref="CrmConflictException"><c>idempotency.running</c>: it is being done at this moment; <c>idempotency.unknown</c>: it was begun, and nobody knows how far it came.</exception>
    /// <exception cref="CrmValidationException"><c>idempotency.key-invalid</c>.</exception>
    Task<IdempotentAnswer> RunAsync(IdempotentAct act, Func<CancellationToken, Task<IdempotentAnswer>> run, CancellationToken cancellationToken = default);
}

/// <summary>What is asked for under a key.</summary>
/// <param name="Key">Chosen by whoever asks: 1 to 255 printable ASCII characters.</param>
/// <param name="Fingerprint">Tells whether the same is asked for again, such as a hash of the request; at most 64 characters.</param>
public sealed record IdempotentAct(string Key, string Fingerprint)
{
    /// <summary>How the act and the note that it was done are held together; one transaction by default.</summary>
    public IdempotentCourse Course { get; init; }
}

/// <summary>How an act and the note that it was done are held together.</summary>
public enum IdempotentCourse
{
    /// <summary>In one transaction: after a crash both are there or neither.</summary>
    OneTransaction,

    /// <summary>For acts with transactions of their own that may be done again without a second effect: the key is reserved first, and after a crash the act is done again.</summary>
    Repeatable,

    /// <summary>For acts that leave the database: the key is reserved first, and after a crash the act is not done again.</summary>
    AtMostOnce,
}

/// <summary>How an act was answered.</summary>
/// <param name="Status">A number for the caller, such as a status of HTTP.</param>
/// <param name="Body">The answer's content.</param>
public sealed record IdempotentAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>What goes with the content, by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the act was refused: what it wrote in one transaction is undone.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether it is answered the same when it is asked for again; off for what may go better then. On by default.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Whether this is the answer of an earlier time.</summary>
    public bool IsRepeated { get; init; }
}
