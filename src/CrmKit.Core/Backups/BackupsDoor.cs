using System.IO.Compression;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Attachments;
using CrmKit.Audit;
using CrmKit.Persons;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Backups;

/// <summary>Asks for the right, reads and writes the file.</summary>
internal sealed class BackupsDoor(CrmSession session, ICrmStore store, IFileStore files, Crm crm, RestoreEnd end, AuditActs acts) : IBackups
{
    public async Task<BackupManifest> WriteAsync(Stream output, bool isWhole = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        await DemandAsync(isWhole, cancellationToken);
        await crm.InitializeAsync(cancellationToken);
        var at = session.Now;
        await using var snapshot = await store.Copies.OpenAsync(cancellationToken);
        var tenants = isWhole ? (await snapshot.TenantsAsync(cancellationToken)).Append(session.TenantId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() : [session.TenantId];
        var parts = new List<BackupPart>();
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        var missing = 0;
        for (var i = 0; i < tenants.Count; i++)
        {
            foreach (var table in snapshot.Tables)
            {
                var name = $"{i}/{table}.jsonl";
                var (rows, hash) = await BackupFile.WritePartAsync(zip, name, stream => snapshot.WriteAsync(tenants[i], table, stream, cancellationToken));
                parts.Add(new BackupPart(name, tenants[i], table, rows, hash));
                Failpoint.Hit("backup.part");
            }
            missing += await WriteFilesAsync(zip, i, tenants[i], parts, cancellationToken);
        }
        var manifest = new BackupManifest { At = at, Schema = store.Copies.Schema, IsWhole = isWhole, Tenants = tenants, Parts = parts, MissingFiles = missing };
        await BackupFile.WriteManifestAsync(zip, manifest, cancellationToken);
        return manifest;
    }

    private const string Files = "files";

    // Files never change: those of now are those of the moment, but for what was removed since.
    private async Task<int> WriteFilesAsync(ZipArchive zip, int number, string tenant, List<BackupPart> parts, CancellationToken cancellationToken)
    {
        var missing = 0;
        await using var reader = await store.OpenReaderAsync(tenant, cancellationToken);
        foreach (var id in await reader.ListAsync(reader.Query<Attachment>().Select(a => a.Id).OrderBy(a => a), cancellationToken))
        {
            await using var content = await files.OpenAsync(tenant, id, cancellationToken);
            if (content is null)
            {
                missing++;
                continue;
            }
            var name = $"{number}/{Files}/{id:N}";
            var (_, hash) = await BackupFile.WritePartAsync(zip, name, async stream =>
            {
                await content.CopyToAsync(stream, cancellationToken);
                return 0;
            });
            parts.Add(new BackupPart(name, tenant, Files, 0, hash));
        }
        return missing;
    }

    // Before the transaction: until a row names them, nobody sees them, and the sweeper takes those that get none.
    private async Task StoreFilesAsync(ZipArchive zip, BackupManifest manifest, IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        foreach (var part in manifest.Parts.Where(p => p.Table == Files && tenants.Contains(p.Tenant)))
        {
            if (!Guid.TryParseExact(part.Name[(part.Name.LastIndexOf('/') + 1)..], "N", out var id)) throw new CrmValidationException(BackupErrors.Damaged($"part '{part.Name}' has no id."));
            await using var content = zip.GetEntry(part.Name)!.Open();
            await files.WriteAsync(part.Tenant, id, content, cancellationToken);
        }
    }

    public async Task<RestoreReport> RestoreAsync(Stream archive, RestoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        options ??= new RestoreOptions();
        await DemandAsync(options.IsWhole, cancellationToken);
        await crm.InitializeAsync(cancellationToken);
        var (zip, manifest) = await BackupFile.OpenAsync(archive, cancellationToken);
        using (zip)
        {
            if (manifest.Schema != store.Copies.Schema) throw new CrmRuleException(BackupErrors.Schema());
            var tenants = options.IsWhole ? manifest.Tenants : [session.TenantId];
            if (tenants.FirstOrDefault(t => !manifest.Tenants.Contains(t)) is { } missing) throw new CrmValidationException(BackupErrors.Tenant(missing, manifest.Tenants));
            var rows = await ReplaceAsync(zip, manifest, tenants, options, cancellationToken);
            await crm.ReloadAsync(cancellationToken);
            var erased = 0;
            foreach (var tenant in tenants) erased += await end.RunAsync(tenant, cancellationToken);
            return new RestoreReport(tenants, rows, erased);
        }
    }

    // One transaction over all tenants, where they share a database: until its end everybody sees what was there before.
    private async Task<long> ReplaceAsync(ZipArchive zip, BackupManifest manifest, IReadOnlyList<string> tenants, RestoreOptions options, CancellationToken cancellationToken)
    {
        var rows = 0L;
        if (!options.Replace) await DemandEmptyAsync(tenants, cancellationToken);
        await StoreFilesAsync(zip, manifest, tenants, cancellationToken);
        foreach (var together in store.Copies.Together(tenants)) rows += await ReplaceTogetherAsync(zip, manifest, together, options, cancellationToken);
        Failpoint.Hit("restore.committed");
        return rows;
    }

    // Before files are written, which nothing rolls back; and again in the transaction that fills the tables.
    private async Task DemandEmptyAsync(IReadOnlyList<string> tenants, CancellationToken cancellationToken)
    {
        foreach (var together in store.Copies.Together(tenants))
        {
            await using var transaction = await store.BeginAsync(together[0], cancellationToken);
            foreach (var tenant in together)
                if (!await store.Copies.IsEmptyAsync(transaction, tenant, cancellationToken)) throw new CrmRuleException(BackupErrors.NotEmpty(tenant));
        }
    }

    private async Task<long> ReplaceTogetherAsync(ZipArchive zip, BackupManifest manifest, IReadOnlyList<string> tenants, RestoreOptions options, CancellationToken cancellationToken)
    {
        var rows = 0L;
        await using var transaction = await store.BeginAsync(tenants[0], cancellationToken);
        foreach (var tenant in tenants)
        {
            var isEmpty = await store.Copies.IsEmptyAsync(transaction, tenant, cancellationToken); // and the transaction goes on with this tenant
            if (!options.Replace && !isEmpty) throw new CrmRuleException(BackupErrors.NotEmpty(tenant));
            var remembered = await transaction.ListAsync(transaction.Query<PersonErasure>().Select(e => e.Hash), cancellationToken);
            await store.Copies.ClearAsync(transaction, tenant, cancellationToken);
            foreach (var part in manifest.Parts.Where(p => p.Tenant == tenant && p.Rows > 0))
            {
                await using var content = zip.GetEntry(part.Name)!.Open();
                rows += await store.Copies.ReadAsync(transaction, tenant, part.Table, content, cancellationToken);
                Failpoint.Hit("restore.part");
            }
            var told = acts.Of("backup", "restore", null, new JsonObject { ["madeAt"] = manifest.At.UtcDateTime, ["replaced"] = options.Replace, ["tenants"] = tenants.Count }.ToJsonString());
            told.TenantId = tenant;
            await transaction.WriteAsync(new StoreBatch { Inserts = { told } }, cancellationToken);
            await RestoreEnd.MarkAsync(transaction, remembered.Concat(options.Erasures), session.Now, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return rows;
    }

    private async Task DemandAsync(bool isWhole, CancellationToken cancellationToken)
    {
        if (isWhole && !session.IsUnconfined) throw new CrmForbiddenException(BackupErrors.Forbidden());
        await AdministratorRights.DemandAsync(session, BackupErrors.Forbidden, cancellationToken);
    }
}
