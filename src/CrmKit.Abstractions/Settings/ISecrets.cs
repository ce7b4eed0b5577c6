namespace CrmKit.Settings;

/// <summary>The door to what is stored encrypted: addresses and secrets of webhooks, secrets of plugins, authenticators, what waits to go out. Tells in what state each is, never what it is, and encrypts it anew.</summary>
/// <remarks>Scoped to a session; not thread safe. For administrators (who may administer users).</remarks>
public interface ISecrets
{
    /// <summary>Everything that is stored encrypted in the session's tenant, by kind.</summary>
    /// <exception cref="CrmForbiddenException"><c>secret.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>secret.no-protector</c>: the host has nothing to decrypt it with.</exception>
    Task<IReadOnlyList<StoredSecret>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Encrypts with the newest key what an older one protects. What cannot be decrypted stays as it is, and is named.</summary>
    /// <param name="cancellationToken">Stops between two batches: what was done stays, and the next rotation goes on behind it.</param>
    /// <remarks>In batches with a transaction each, beside hosts that run: who changes a secret at the same moment goes before or after, and is not written over.</remarks>
    /// <exception cref="CrmForbiddenException"><c>secret.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>secret.no-protector</c>.</exception>
    Task<SecretRotation> RotateAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something that is stored encrypted.</summary>
/// <param name="Kind"><c>webhook</c>, <c>setting</c>, <c>authenticator</c> or <c>effect</c>.</param>
/// <param name="Key">The id of the webhook, the plugin, the user, or the effect's message.</param>
/// <param name="Name">What of it, for people.</param>
/// <param name="State">By which key it is protected.</param>
/// <param name="Problem"><c>secret.lost</c> with what to do about it, when it cannot be decrypted; <see langword="null"/> else.</param>
public sealed record StoredSecret(string Kind, string Key, string Name, SecretState State, CrmError? Problem);

/// <summary>By which key something is protected.</summary>
public enum SecretState
{
    /// <summary>By the newest.</summary>
    Current,

    /// <summary>By one before: keep it until the next rotation.</summary>
    Old,

    /// <summary>By one that is not there any more, or the text was changed: nobody reads it again.</summary>
    Lost,
}

/// <summary>What a rotation did.</summary>
/// <param name="Renewed">How many are protected by the newest key now and were not before.</param>
/// <param name="Current">How many were already.</param>
/// <param name="Lost">One <c>secret.lost</c> for each that cannot be decrypted, with what to do about it.</param>
public sealed record SecretRotation(int Renewed, int Current, IReadOnlyList<CrmError> Lost);
