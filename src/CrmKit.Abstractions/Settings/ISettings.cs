using CrmKit.Sessions;

namespace CrmKit.Settings;

/// <summary>The door to the settings of plugins, for administrators (who may administer users).</summary>
/// <remarks>Scoped to a session; not thread safe. Plugins read their own through <see cref="IPluginSettings"/>.</remarks>
public interface ISettings
{
    /// <summary>The settings of a plugin in the session's tenant, without the values of secrets.</summary>
    /// <param name="source">The plugin's id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>setting.forbidden</c>.</exception>
    Task<SettingValues> GetAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>Gives settings values in the session's tenant; what is not named stays. A refused change leaves all as it was.</summary>
    /// <param name="source">The plugin's id.</param>
    /// <param name="values">By key, in the value type of each kind; <see langword="null"/> goes back to the default, and removes a secret.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <remarks>Takes effect with the commit, without a reload; the event <c>{source}.settings-changed</c> tells it, with keys and without values.</remarks>
    /// <exception cref="CrmValidationException"><c>setting.unknown</c>, <c>field.…</c>: a value breaks the setting's rules.</exception>
    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>setting.forbidden</c>.</exception>
    /// <exception cref="CrmRuleException"><c>setting.no-protector</c>: a secret is given, and the host protects none.</exception>
    Task SaveAsync(string source, IReadOnlyDictionary<string, object?> values, CancellationToken cancellationToken = default);

    /// <summary>What the settings of a plugin were in the session's tenant, the newest first: the last 50 changes, as far as the audit is kept.</summary>
    /// <param name="source">The plugin's id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>setting.forbidden</c>.</exception>
    Task<IReadOnlyList<SettingsVersion>> VersionsAsync(string source, CancellationToken cancellationToken = default);

    /// <summary>Gives the settings the values of an earlier version, as one change more. Secrets stay as they are, because earlier ones are not kept. What refuses such a change refuses it here.</summary>
    /// <param name="source">The plugin's id.</param>
    /// <param name="version">Which: <see cref="SettingsVersion.Id"/>.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="CrmValidationException"><c>field.…</c>: a value of then breaks the rules of now.</exception>
    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>, <c>setting.version-unknown</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>setting.forbidden</c>.</exception>
    Task RestoreAsync(string source, Guid version, CancellationToken cancellationToken = default);
}

/// <summary>What the settings of a plugin were after a change.</summary>
/// <param name="Id">Which change: its entry in the audit.</param>
/// <param name="At">When.</param>
/// <param name="ActorId">Who changed them; <see langword="null"/> for the system.</param>
/// <param name="Changed">The keys of what changed, secrets among them.</param>
/// <param name="Values">All of them as they were from then on, without secrets.</param>
public sealed record SettingsVersion(Guid Id, DateTimeOffset At, Guid? ActorId, IReadOnlyList<string> Changed, SettingValues Values);

/// <summary>A plugin's own settings with its secrets; in the plugin's container, for its constructors.</summary>
/// <remarks>Singleton per load, thread safe. Reads what is committed: one row by its key. Keep no values; what is read is always what is set now.</remarks>
public interface IPluginSettings
{
    /// <summary>All settings in a tenant.</summary>
    /// <exception cref="CrmRuleException"><c>setting.no-protector</c>, <c>setting.secret-unreadable</c>.</exception>
    ValueTask<SettingValues> ReadAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>All settings in a session's tenant.</summary>
    /// <exception cref="CrmRuleException"><c>setting.no-protector</c>, <c>setting.secret-unreadable</c>.</exception>
    ValueTask<SettingValues> ReadAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ReadAsync(session.TenantId, cancellationToken);
    }
}

/// <summary>Encrypts secrets before they are stored. <c>AddCrmKitApi</c> brings one over ASP.NET Core's data protection; other hosts register their own.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface ISecretProtector
{
    /// <summary>Encrypts.</summary>
    /// <param name="purpose">What the secret is for: texts protected for one purpose cannot be read for another.</param>
    /// <param name="secret">The plain text.</param>
    string Protect(string purpose, string secret);

    /// <summary>Decrypts what <see cref="Protect"/> made for the same purpose; <see langword="null"/> when the keys are gone or the text was changed.</summary>
    string? Unprotect(string purpose, string protectedText);

    /// <summary>By which key a text is protected. Protectors that know nothing of keys call everything old that they can read, so that a rotation protects it once more.</summary>
    SecretState StateOf(string purpose, string protectedText) => Unprotect(purpose, protectedText) is null ? SecretState.Lost : SecretState.Old;
}
