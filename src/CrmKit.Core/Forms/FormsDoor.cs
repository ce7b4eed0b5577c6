using System.Security.Cryptography;
using CrmKit.Access;
using CrmKit.Audit;
using CrmKit.Consents;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Forms;

/// <summary>Keeps forms and what was filled in.</summary>
internal sealed class FormsDoor(CrmSession session, FormTokens tokens, FormPostings postings, AuditActs acts) : IForms
{
    private const int MostListed = 1_000;

    public async Task<IReadOnlyList<WebForm>> ListAsync(CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        var reader = await session.ReaderAsync(cancellationToken);
        return [.. (await reader.ListAsync(reader.Query<FormEntry>().OrderBy(f => f.Name).ThenBy(f => f.Id), cancellationToken)).Select(FormRows.View)];
    }

    public async Task<WebForm> GetAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        return FormRows.View(await RowAsync(await session.ReaderAsync(cancellationToken), id, cancellationToken));
    }

    public async Task<WebForm> SaveAsync(WebForm form, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(form);
        await DemandAsync(cancellationToken);
        FormCheck.Demand(form, session.Catalog.Type("lead"), session.Options.FormsUrlOf(session.TenantId));
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var batch = new StoreBatch();
        FormEntry row;
        string? before = null;
        if (form.Id == Guid.Empty) batch.Inserts.Add(row = new FormEntry { TenantId = session.TenantId, PublicKey = "frm_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)) });
        else
        {
            await work.Transaction.LockAsync([Lock(form.Id)], cancellationToken);
            row = await RowAsync(work.Transaction, form.Id, cancellationToken);
            if (form.Version != FormRows.View(row).Version) throw new CrmConflictException(FormErrors.Conflict());
            before = FormRows.ForAudit(row);
            batch.RowUpdates.Add(new StoreRowUpdate(row, [nameof(FormEntry.Name), nameof(FormEntry.Definition), nameof(FormEntry.UpdatedAt), nameof(FormEntry.UpdatedById)]));
        }
        (row.Name, row.Definition, row.UpdatedAt, row.UpdatedById) = (form.Name.Trim(), FormRows.Definition(form with { Version = before is null ? 1 : form.Version + 1 }), session.Now, session.Actor.UserId);
        batch.Inserts.Add(acts.Of("form", row.Id.ToString(), before, FormRows.ForAudit(row)));
        await work.Transaction.WriteAsync(batch, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return FormRows.View(row);
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        await work.Transaction.LockAsync([Lock(id)], cancellationToken);
        var row = await RowAsync(work.Transaction, id, cancellationToken);
        await work.Transaction.RemoveAsync(work.Transaction.Query<FormSubmissionEntry>().Where(s => s.FormId == id && s.Status != FormSubmissionStatus.Taken), cancellationToken); // proofs stay with their leads
        await work.Transaction.WriteAsync(new StoreBatch { Deletes = { row }, Inserts = { acts.Of("form", row.Id.ToString(), FormRows.ForAudit(row), null) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<FormSubmission>> SubmissionsAsync(Guid id, FormSubmissionStatus? status = null, int limit = 50, CancellationToken cancellationToken = default)
    {
        await DemandAsync(cancellationToken);
        if (limit is < 1 or > MostListed) throw new CrmValidationException(FormErrors.Page(MostListed));
        var reader = await session.ReaderAsync(cancellationToken);
        _ = await RowAsync(reader, id, cancellationToken);
        var rows = reader.Query<FormSubmissionEntry>().Where(s => s.FormId == id);
        if (status is { } asked) rows = rows.Where(s => s.Status == asked);
        var found = await reader.ListAsync(rows.OrderByDescending(s => s.At).ThenByDescending(s => s.Id).Take(limit), cancellationToken);
        var ids = found.Select(s => (Guid?)s.Id).ToList();
        var proofs = (await reader.ListAsync(reader.Query<ConsentEntry>().Where(c => ids.Contains(c.SubmissionId)).Select(c => new { c.SubmissionId, c.Text }), cancellationToken)).ToDictionary(c => c.SubmissionId!.Value, c => c.Text);
        return [.. found.Select(s => FormRows.View(s) with { Consent = s.Consent ?? proofs.GetValueOrDefault(s.Id) })];
    }

    public async Task<RecordRef> ReleaseAsync(Guid submission, CancellationToken cancellationToken = default)
    {
        Guid lead = default;
        await DecideAsync(submission, async (transaction, row) =>
        {
            var form = FormRows.View(await RowAsync(transaction, row.FormId, cancellationToken));
            lead = await postings.ReleaseAsync(form, row, cancellationToken);
            (row.Status, row.LeadId) = (FormSubmissionStatus.Taken, lead);
        }, cancellationToken);
        return new RecordRef("lead", lead);
    }

    public Task DiscardAsync(Guid submission, CancellationToken cancellationToken = default) => DecideAsync(submission, static (_, row) =>
    {
        row.Status = FormSubmissionStatus.Discarded;
        return Task.CompletedTask;
    }, cancellationToken);

    public async Task<WebForm> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var reader = await session.ReaderAsync(cancellationToken);
        var rows = key.Length > 100 || key.Contains('\0', StringComparison.Ordinal) ? [] : await reader.ListAsync(reader.Query<FormEntry>().Where(f => f.PublicKey == key), cancellationToken);
        return rows is [var row] && FormRows.View(row) is { IsActive: true } form ? form : throw new CrmNotFoundException(FormErrors.NotFound());
    }

    public string NewToken(WebForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return tokens.New(form.Id);
    }

    public Task SubmitAsync(WebForm form, FormPosting posting, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(posting);
        return postings.TakeAsync(form, posting, cancellationToken);
    }

    // What was filled in is forgotten here once it is in a lead, or nobody needs it.
    private async Task DecideAsync(Guid id, Func<IStoreTransaction, FormSubmissionEntry, Task> decide, CancellationToken cancellationToken)
    {
        await DemandAsync(cancellationToken);
        await using var work = await session.BeginWorkAsync(cancellationToken);
        if (await work.Transaction.ListAsync(work.Transaction.Query<FormSubmissionEntry>().Where(s => s.Id == id && s.Status == FormSubmissionStatus.Quarantined), cancellationToken) is not [var row])
            throw new CrmNotFoundException(FormErrors.SubmissionNotFound(id));
        await decide(work.Transaction, row);
        (row.Filled, row.Consent, row.Language) = ("{}", null, null);
        await work.Transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(row, [nameof(row.Status), nameof(row.LeadId), nameof(row.Filled), nameof(row.Consent), nameof(row.Language)]) } }, cancellationToken);
        await work.CommitAsync(cancellationToken);
    }

    private static StoreLock Lock(Guid id) => new($"form/{id}"); // two who write it take turns, and the second sees what the first wrote

    private static async Task<FormEntry> RowAsync(IStoreReader reader, Guid id, CancellationToken cancellationToken) =>
        await reader.ListAsync(reader.Query<FormEntry>().Where(f => f.Id == id), cancellationToken) is [var row] ? row : throw new CrmNotFoundException(FormErrors.NotFound());

    private ValueTask DemandAsync(CancellationToken cancellationToken) => AdministratorRights.DemandAsync(session, FormErrors.Forbidden, cancellationToken);
}
