using CrmKit.Access;
using CrmKit.Sessions;

namespace CrmKit.Consents;

/// <summary>Rows of proofs: made with what the session knows, and as what people see.</summary>
internal sealed class ConsentRows(CrmSession session) : ISessionService
{
    /// <summary>A row of now, by whoever acts; the rest is the caller's.</summary>
    public ConsentEntry New(RecordRef person, string purpose, ConsentChannel channel, ConsentAct act, ConsentMethod method) => new()
    {
        TenantId = session.TenantId,
        RecordType = person.Type,
        RecordId = person.Id,
        Purpose = purpose,
        Channel = channel,
        Act = act,
        At = session.Now,
        RecordedAt = session.Now,
        Method = method,
        WithdrawToken = act == ConsentAct.Given ? Secrets.New("") : null,
        ActorId = session.Actor.UserId,
        ActorName = session.Actor.IsSystem ? session.Actor.Name : null,
        Door = session.Door,
        Network = session.Origin?.Address,
        Credential = session.Origin?.Credential,
    };

    public static Consent View(ConsentEntry row) => new()
    {
        Id = row.Id,
        Person = new RecordRef(row.RecordType, row.RecordId),
        Purpose = row.Purpose,
        Channel = row.Channel,
        Act = row.Act,
        At = row.At,
        RecordedAt = row.RecordedAt,
        Method = row.Method,
        Address = row.Address,
        Text = row.Text,
        Language = row.Language,
        Evidence = row.Evidence,
        Network = row.Network,
        ActorId = row.ActorId,
        Door = row.Door,
    };

    /// <exception cref="CrmValidationException"><c>consent.purpose</c>.</exception>
    public static void DemandPurpose(string purpose)
    {
        if (!IsPurpose(purpose)) throw new CrmValidationException(ConsentErrors.Purpose(purpose));
    }

    public static bool IsPurpose(string purpose) => purpose.Length is > 0 and <= 60 && purpose.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
