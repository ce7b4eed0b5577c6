using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Settings;

/// <summary>Goes over everything that is stored encrypted, wherever it lies.</summary>
internal sealed class SecretsDoor(CrmSession session, IEnumerable<ISecretProtector> protectors, WebhookSecrets webhooks, SettingSecrets settings, FactorRows factors, EffectSecrets effects, AuditActs acts) : ISecrets
{
    private const int Batch = 100;
    private readonly ISecretRows[] _kinds = [webhooks, settings, factors, effects];

    public async Task<IReadOnlyList<StoredSecret>> ListAsync(CancellationToken cancellationToken = default)
    {
        var protector = await ProtectorAsync(cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        var found = new List<StoredSecret>();
        foreach (var kind in _kinds)
            foreach (var keys in (await kind.KeysAsync(reader, cancellationToken)).Chunk(Batch))
                foreach (var row in await kind.ReadAsync(reader, keys, cancellationToken))
                    foreach (var text in row.Texts)
                    {
                        var state = protector.StateOf(text.Purpose, text.Text);
                        found.Add(new StoredSecret(kind.Kind, row.Key, text.Name, state, state == SecretState.Lost ? SecretErrors.Lost(text) : null));
                    }
        return found;
    }

    public async Task<SecretRotation> RotateAsync(CancellationToken cancellationToken = default)
    {
        if (session.Transaction is not null) throw new InvalidOperationException("Secrets cannot be rotated inside a unit of work: each batch is one of its own. Commit it first.");
        var protector = await ProtectorAsync(cancellationToken);
        var (renewed, current, lost) = (0, 0, new List<CrmError>());
        foreach (var kind in _kinds)
            foreach (var keys in (await kind.KeysAsync(await session.ReaderAsync(cancellationToken), cancellationToken)).Chunk(Batch))
            {
                await using var work = await session.BeginWorkAsync(cancellationToken);
                await work.Transaction.LockAsync([.. keys.Select(kind.LockOf)], cancellationToken);
                var rows = new StoreBatch();
                foreach (var row in await kind.ReadAsync(work.Transaction, keys, cancellationToken))
                {
                    var before = renewed;
                    foreach (var text in row.Texts)
                    {
                        var state = protector.StateOf(text.Purpose, text.Text);
                        if (state == SecretState.Current) current++;
                        else if (state == SecretState.Old && protector.Unprotect(text.Purpose, text.Text) is { } plain)
                        {
                            text.Write(protector.Protect(text.Purpose, plain));
                            renewed++;
                        }
                        else lost.Add(SecretErrors.Lost(text));
                    }
                    if (renewed > before) rows.RowUpdates.Add(new StoreRowUpdate(row.Row, row.Properties));
                }
                if (rows.RowUpdates.Count > 0) await work.Transaction.WriteAsync(rows, cancellationToken);
                Failpoint.Hit("secrets.before-commit");
                await work.CommitAsync(cancellationToken);
            }
        await acts.WriteAsync("secrets", "rotation", new JsonObject { ["renewed"] = renewed, ["current"] = current, ["lost"] = lost.Count }, cancellationToken);
        return new SecretRotation(renewed, current, lost);
    }

    private async Task<ISecretProtector> ProtectorAsync(CancellationToken cancellationToken)
    {
        await AdministratorRights.DemandAsync(session, SecretErrors.Forbidden, cancellationToken);
        return protectors.LastOrDefault() ?? throw new CrmRuleException(SecretErrors.NoProtector());
    }
}

internal static class SecretErrors
{
    public static CrmError Forbidden() => new("secret.forbidden", "What is stored encrypted is for administrators. Ask for the right to administer users.");

    public static CrmError NoProtector() => new("secret.no-protector", "There are no keys here to decrypt anything with. Call AddCrmKitApi, register an ISecretProtector, or name the folder of the host's keys with --keys.");

    public static CrmError Lost(SecretText text) => new("secret.lost",
        $"The {text.Name} cannot be decrypted: the key that protects it is gone, or the text was changed. Bring the key back into the key folder; if nobody has it, {text.Remedy}.");
}
