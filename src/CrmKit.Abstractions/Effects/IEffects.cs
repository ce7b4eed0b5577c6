using System.Text.Json;
using CrmKit.Consents;

namespace CrmKit.Effects;

/// <summary>The door for everything that leaves the process or cannot be undone: mail, message, webhook, call of another system, file.</summary>
/// <remarks>Scoped to a session. Requests are rows of the transaction; they are executed after commit, once per key.</remarks>
public interface IEffects
{
    /// <summary>Asks for effects; a key that was asked before is not asked again.</summary>
    Task RequestAsync(IReadOnlyList<EffectRequest> effects, CancellationToken cancellationToken = default);

    /// <summary>Effects and event deliveries that failed for good, newest first.</summary>
    Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>What waits for a plugin that takes no part at the moment: effects, events, runs of jobs and workflows, counted by name and reason, the longest held first.</summary>
    /// <remarks>It goes on by itself when the plugin is back. Of a plugin that was erased nothing waits: its effects and runs become dead letters.</remarks>
    Task<IReadOnlyList<HeldDeliveries>> HeldAsync(CancellationToken cancellationToken = default);

    /// <summary>Tries dead letters again from the start.</summary>
    Task ReplayAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken = default);
}

/// <summary>A wish for one effect.</summary>
/// <param name="Kind">Which executor: <c>mail</c>, <c>webhook</c>…</param>
/// <param name="Key">Natural key of the effect (<c>birthday/2026/contact/…</c>): at most one effect per kind and key.</param>
/// <param name="Payload">What the executor needs.</param>
public sealed record EffectRequest(string Kind, string Key, JsonElement Payload)
{
    /// <summary>Whether the payload holds what nobody else may read, such as a link that signs somebody in. It then waits encrypted, where the host has an <see cref="Settings.ISecretProtector"/>.</summary>
    public bool HoldsSecret { get; init; }

    /// <summary>What the person whom it reaches must allow: asked again before every try, and what the newest proof does not allow any more is not carried out. <see langword="null"/> for what needs no consent, and always for executors.</summary>
    /// <remarks>The payload is an object then. Asking at all, before the effect is requested, is the caller's.</remarks>
    public EffectConsent? Consent { get; init; }
}

/// <summary>The consent that an effect needs when its turn comes.</summary>
/// <param name="Question">Whom it reaches, for what, on which way, and where.</param>
/// <param name="Activity">The activity that says that it was sent: deleted when it is not. <see langword="null"/> when there is none.</param>
public sealed record EffectConsent(ConsentQuestion Question, RecordRef? Activity = null);

/// <summary>Carries out effects of one kind.</summary>
/// <remarks>One instance per try. Runs outside any transaction. Throwing means try again later; the key lets the other side recognise a repetition.</remarks>
public interface IEffectExecutor
{
    /// <summary>Carries out one effect.</summary>
    ValueTask ExecuteAsync(EffectRequest effect, CancellationToken cancellationToken);
}

/// <summary>A delivery that was given up.</summary>
/// <param name="Id">Its id, for <see cref="IEffects.ReplayAsync"/>.</param>
/// <param name="Name">The event's name or the effect's kind.</param>
/// <param name="Subscriber">Who failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">The last failure, as text.</param>
/// <param name="At">When it was given up, in UTC.</param>
public sealed record DeadLetter(Guid Id, string Name, string Subscriber, int Attempts, string Reason, DateTimeOffset At);

/// <summary>Deliveries that wait for the same thing.</summary>
/// <param name="Name">The event's name, the effect's kind, the job's or the workflow's key.</param>
/// <param name="Reason">What they wait for, as text.</param>
/// <param name="Count">How many.</param>
/// <param name="Since">Since when the first of them waits, in UTC.</param>
public sealed record HeldDeliveries(string Name, string Reason, long Count, DateTimeOffset Since);
