using CrmKit.Forms;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Consents;

/// <summary>What strangers agree to in forms: given at once, or asked about by a mail to the address that they wrote.</summary>
internal sealed class FormConsents(CrmSession session, ConsentRows rows, ConsentLinks links, ConsentsDoor consents) : ISessionService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Records it, in the transaction under way.</summary>
    public async Task RecordAsync(WebForm form, FormSubmissionEntry submission, RecordRef lead, string? email, string? name, string? network, CancellationToken cancellationToken)
    {
        if (submission.Consent is null) return;
        var transaction = session.Transaction!;
        var address = ConsentRecords.Normalised(email, ConsentChannel.Email);
        var row = rows.New(lead, form.ConsentPurpose, ConsentChannel.Email, form.IsConfirmedByMail ? ConsentAct.Asked : ConsentAct.Given, ConsentMethod.Form);
        (row.At, row.Address, row.Text, row.Language, row.Network, row.SubmissionId) = (submission.At, address, submission.Consent, submission.Language, network, submission.Id);
        row.Evidence = $"form '{form.Name}' ({form.Key})";
        (row.ActorId, row.ActorName) = (null, null);
        if (!form.IsConfirmedByMail) await transaction.WriteAsync(new StoreBatch { Inserts = { row } }, cancellationToken);
        else if (await IsWorthAskingAsync(row, lead, cancellationToken)) await links.AskAsync(row, name, cancellationToken);
    }

    // Whoever fills the form in again and again with somebody's address does not fill his mailbox.
    private async Task<bool> IsWorthAskingAsync(ConsentEntry row, RecordRef lead, CancellationToken cancellationToken)
    {
        var (address, purpose, since) = (row.Address, row.Purpose, session.Now - Pause);
        if (address is null) return false;
        var transaction = session.Transaction!;
        if (await transaction.CountAsync(transaction.Query<ConsentEntry>().Where(e => e.Address == address && e.Purpose == purpose && e.Act == ConsentAct.Asked && e.RecordedAt > since), cancellationToken) > 0) return false;
        using var system = session.AsSystem("web form");
        return !(await consents.MayAsync([new ConsentQuestion(lead, purpose, ConsentChannel.Email, address)], cancellationToken))[0].MaySend;
    }
}
