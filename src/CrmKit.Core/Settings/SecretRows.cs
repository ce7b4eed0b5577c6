using CrmKit.Effects;
using CrmKit.Sessions;
using CrmKit.Storage;
using CrmKit.Webhooks;

namespace CrmKit.Settings;

/// <summary>Rows of one kind that hold something encrypted. What is not among them is not rotated, and lost with its key.</summary>
internal interface ISecretRows
{
    /// <summary>What people call the kind.</summary>
    string Kind { get; }

    /// <summary>The keys of all rows with a secret.</summary>
    Task<IReadOnlyList<string>> KeysAsync(IStoreReader reader, CancellationToken cancellationToken);

    /// <summary>What whoever writes a secret into the row holds.</summary>
    StoreLock LockOf(string key);

    /// <summary>Rows as they are now; those that are gone are left out.</summary>
    Task<IReadOnlyList<SecretRow>> ReadAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken);
}

/// <summary>A row with its encrypted texts.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Row">The row.</param>
/// <param name="Properties">Its properties that hold the texts.</param>
/// <param name="Texts">What is encrypted.</param>
internal sealed record SecretRow(string Key, object Row, IReadOnlyList<string> Properties, IReadOnlyList<SecretText> Texts);

/// <summary>An encrypted text in a row.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Purpose">What it is protected for.</param>
/// <param name="Text">As it is stored.</param>
/// <param name="Write">Puts another one into the row.</param>
/// <param name="Remedy">What to do when nobody can read it any more.</param>
internal sealed record SecretText(string Name, string Purpose, string Text, Action<string> Write, string Remedy);

/// <summary>Addresses and secrets of webhooks.</summary>
internal sealed class WebhookSecrets(CrmSession session) : ISecretRows, ISessionService
{
    public string Kind => "webhook";

    public static StoreLock Lock(Guid webhook) => new($"webhook/{webhook}");

    public StoreLock LockOf(string key) => Lock(Guid.Parse(key));

    public async Task<IReadOnlyList<string>> KeysAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        [.. (await reader.ListAsync(reader.Query<WebhookEntry>().OrderBy(w => w.Id).Select(w => w.Id), cancellationToken)).Select(id => id.ToString())];

    public async Task<IReadOnlyList<SecretRow>> ReadAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var ids = keys.Select(Guid.Parse).ToList();
        return [.. (await reader.ListAsync(reader.Query<WebhookEntry>().Where(w => ids.Contains(w.Id)).OrderBy(w => w.Id), cancellationToken)).Select(Of)];
    }

    private SecretRow Of(WebhookEntry webhook)
    {
        SecretText Text(string what, string text, Action<string> write, string remedy) => new($"{what} of webhook '{webhook.Name}'", SecretPurposes.Webhook(session.TenantId, webhook.Id, what), text, write, remedy);
        List<SecretText> texts =
        [
            Text(SecretPurposes.Target, webhook.Target, text => webhook.Target = text, "give it its address again"),
            Text(SecretPurposes.Secret, webhook.Secret, text => webhook.Secret = text, "give it another secret, and pass that on to its receiver"),
        ];
        if (webhook.OldSecret is { } old) texts.Add(Text(SecretPurposes.Secret, old, text => webhook.OldSecret = text, "nothing, when its receiver has the newer one; else pass that on") with { Name = $"former secret of webhook '{webhook.Name}'" });
        return new SecretRow(webhook.Id.ToString(), webhook, [nameof(webhook.Target), nameof(webhook.Secret), nameof(webhook.OldSecret)], texts);
    }
}

/// <summary>Settings of plugins that are secrets; those of plugins that are not there at the moment, too.</summary>
internal sealed class SettingSecrets : ISecretRows, ISessionService
{
    public string Kind => "setting";

    public static StoreLock Lock(string source) => new($"settings/{source}");

    public StoreLock LockOf(string key) => Lock(key);

    public Task<IReadOnlyList<string>> KeysAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        reader.ListAsync(reader.Query<CatalogEntry>().Where(e => e.Kind == StoredSettings.Kind).OrderBy(e => e.Key).Select(e => e.Key), cancellationToken);

    public async Task<IReadOnlyList<SecretRow>> ReadAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var rows = new List<SecretRow>();
        foreach (var source in keys)
            if (await StoredSettings.ReadAsync(reader, source, cancellationToken) is ({ Secrets.Count: > 0 } stored, { } row)) rows.Add(Of(source, stored, row));
        return rows;
    }

    private static SecretRow Of(string source, StoredSettings stored, CatalogEntry row)
    {
        var secrets = new Dictionary<string, string>(stored.Secrets, StringComparer.Ordinal);
        var texts = stored.Secrets.Select(s => new SecretText($"setting '{s.Key}' of '{source}'", SecretPurposes.Setting(source, s.Key), s.Value, text =>
        {
            secrets[s.Key] = text;
            row.Definition = (stored with { Secrets = secrets }).ToJson();
        }, "set it again"));
        return new SecretRow(source, row, [nameof(CatalogEntry.Definition)], [.. texts.OrderBy(t => t.Name, StringComparer.Ordinal)]);
    }
}

/// <summary>Authenticators of users.</summary>
internal sealed class FactorRows : ISecretRows, ISessionService
{
    public string Kind => "authenticator";

    public StoreLock LockOf(string key) => SignInAccount.LockOf(Guid.Parse(key));

    public async Task<IReadOnlyList<string>> KeysAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        [.. (await reader.ListAsync(reader.Query<SignInAccount>().Where(a => a.FactorSecret != null).OrderBy(a => a.UserId).Select(a => a.UserId), cancellationToken)).Select(id => id.ToString())];

    public async Task<IReadOnlyList<SecretRow>> ReadAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var ids = keys.Select(Guid.Parse).ToList();
        return [.. (await reader.ListAsync(reader.Query<SignInAccount>().Where(a => ids.Contains(a.UserId) && a.FactorSecret != null).OrderBy(a => a.UserId), cancellationToken)).Select(a => new SecretRow(
            a.UserId.ToString(), a, [nameof(a.FactorSecret)],
            [new SecretText($"authenticator of user {a.UserId}", SecretPurposes.Factor, a.FactorSecret!, text => a.FactorSecret = text, "have the user sign in with a recovery code, or an administrator take the authenticator away, and set up another one")]))];
    }
}

/// <summary>Effects that hold a secret and have not gone out.</summary>
internal sealed class EffectSecrets : ISecretRows, ISessionService
{
    public string Kind => "effect";

    public StoreLock LockOf(string key) => SealedPayloads.Lock;

    public async Task<IReadOnlyList<string>> KeysAsync(IStoreReader reader, CancellationToken cancellationToken) =>
        [.. (await reader.ListAsync(SealedPayloads.In(reader).Where(m => m.Status != "done").OrderBy(m => m.Id).Select(m => m.Id), cancellationToken)).Select(id => id.ToString())];

    public async Task<IReadOnlyList<SecretRow>> ReadAsync(IStoreReader reader, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var ids = keys.Select(Guid.Parse).ToList();
        return [.. (await reader.ListAsync(SealedPayloads.In(reader).Where(m => ids.Contains(m.Id)).OrderBy(m => m.Id), cancellationToken)).Select(m => new SecretRow(
            m.Id.ToString(), m, [nameof(m.Payload)],
            [new SecretText($"effect '{m.Name}' {m.Id}", SealedPayloads.PurposeOf(m), SealedPayloads.TextOf(m.Payload)!, text => m.Payload = SealedPayloads.Around(text), "ask for what it was to send once more")]))];
    }
}
