using System.Globalization;
using System.Text.Json;
using CrmKit.Access;
using CrmKit.Effects;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Consents;

/// <summary>Links in mail: one that confirms what a form was filled in with, and one that withdraws it.</summary>
internal sealed class ConsentLinks(CrmSession session, ConsentRows rows) : ISessionService
{
    public static readonly TimeSpan Age = TimeSpan.FromDays(7);
    private const string Mail = "mail";

    /// <summary>Makes an asked row one that a link confirms, and asks for the mail with it; both in the transaction under way.</summary>
    public async Task AskAsync(ConsentEntry asked, string? name, CancellationToken cancellationToken)
    {
        var token = Secrets.New("");
        (asked.ConfirmHash, asked.ConfirmUntil) = (Secrets.HashOf(token), session.Now + Age);
        await session.Transaction!.WriteAsync(new StoreBatch { Inserts = { asked } }, cancellationToken);
        await session.Effects.RequestAsync([new EffectRequest(Mail, $"consent/{asked.Id}", MailOf(asked, name, UrlOf(token)!)) { HoldsSecret = true }], cancellationToken);
    }

    /// <summary>Where a link leads; <see langword="null"/> when the host does not say where it is reached. Never out of a request: what it calls the host is its sender's choice.</summary>
    public Uri? UrlOf(string token) => session.Options.FormsUrlOf(session.TenantId) is { } forms ? new Uri($"{forms.AbsoluteUri.TrimEnd('/')}/consents/{token}") : null;

    public async Task<ConsentLink> FindAsync(string token, CancellationToken cancellationToken) => (await OfAsync(token, cancellationToken)).Link;

    public async Task<ConsentLink> FollowAsync(string token, CancellationToken cancellationToken)
    {
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var (link, entry) = await OfAsync(token, cancellationToken);
        await work.Transaction.LockAsync([new StoreLock($"consent/{entry.RecordId}")], cancellationToken); // followed twice at once: the second finds the first
        (link, entry) = await OfAsync(token, cancellationToken);
        if (link.IsDone) return link;
        var row = rows.New(new RecordRef(entry.RecordType, entry.RecordId), entry.Purpose, entry.Channel, link.Act, ConsentMethod.Link);
        (row.Address, row.Text, row.Language) = (entry.Address, entry.Text, entry.Language);
        (row.ActorId, row.ActorName) = (null, null);
        if (link.Act == ConsentAct.Given) (row.ConfirmsId, row.Evidence) = (entry.Id, $"link in the mail of {entry.At.UtcDateTime:yyyy-MM-dd HH:mm}Z");
        await work.Transaction.WriteAsync(new StoreBatch { Inserts = { row } }, cancellationToken);
        Failpoint.Hit("consents.before-link-commit");
        await work.CommitAsync(cancellationToken);
        return link with { IsDone = true };
    }

    private async Task<(ConsentLink Link, ConsentEntry Entry)> OfAsync(string token, CancellationToken cancellationToken)
    {
        var reader = await session.ReaderAsync(cancellationToken);
        if (token is { Length: > 0 and <= 200 })
        {
            var (hash, now) = (Secrets.HashOf(token), session.Now);
            if (await reader.ListAsync(reader.Query<ConsentEntry>().Where(e => e.ConfirmHash == hash), cancellationToken) is [var asked])
            {
                var isDone = await reader.CountAsync(reader.Query<ConsentEntry>().Where(e => e.ConfirmsId == asked.Id), cancellationToken) > 0;
                if (isDone || asked.ConfirmUntil > now) return (new ConsentLink(ConsentAct.Given, asked.Purpose, asked.Text, isDone), asked);
            }
            else if (await reader.ListAsync(reader.Query<ConsentEntry>().Where(e => e.WithdrawToken == token), cancellationToken) is [var given])
            {
                var (id, purpose, channel, at) = (given.RecordId, given.Purpose, given.Channel, given.At);
                var acts = reader.Query<ConsentEntry>().Where(e => e.RecordId == id && e.Purpose == purpose && e.Channel == channel && e.Act != ConsentAct.Asked && e.At >= at).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(1);
                var isDone = (await reader.ListAsync(acts, cancellationToken))[0].Act == ConsentAct.Withdrawn;
                return (new ConsentLink(ConsentAct.Withdrawn, given.Purpose, given.Text, isDone), given);
            }
        }
        throw new CrmNotFoundException(ConsentErrors.LinkUnknown());
    }

    // What a plugin sends as it is, and what it needs to write a better one.
    private static JsonElement MailOf(ConsentEntry asked, string? name, Uri link)
    {
        var texts = ConsentTexts.For(asked.Language);
        return JsonSerializer.SerializeToElement(new Dictionary<string, string?>
        {
            ["to"] = asked.Address,
            ["template"] = "consent.confirm",
            ["name"] = name,
            ["language"] = asked.Language,
            ["purpose"] = asked.Purpose,
            ["consent"] = asked.Text,
            ["link"] = link.AbsoluteUri,
            ["expiresAt"] = asked.ConfirmUntil!.Value.ToString("O", CultureInfo.InvariantCulture),
            ["subject"] = texts.Subject,
            ["text"] = string.Format(CultureInfo.InvariantCulture, texts.Body, asked.Text, link.AbsoluteUri, asked.ConfirmUntil.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
        });
    }
}

/// <summary>The mail that asks for a confirmation. {0} is the consent, {1} the link, {2} until when.</summary>
internal sealed record ConsentTexts(string Subject, string Body)
{
    public static ConsentTexts For(string? language) => language switch
    {
        "zh-Hans" => new("请确认", "您好：\n\n有人用此邮箱填写了表单，内容如下：\n\n{0}\n\n请点击链接确认：\n{1}\n\n链接在 {2} UTC 之前有效。如果不是您本人操作，请忽略此邮件。\n"),
        "zh-Hant" => new("請確認", "您好：\n\n有人以此信箱填寫了表單，內容如下：\n\n{0}\n\n請點選連結確認：\n{1}\n\n連結在 {2} UTC 之前有效。如果不是您本人操作，請忽略此郵件。\n"),
        _ => new("Please confirm", "Hello,\n\nsomebody filled in a form with this address and agreed to this:\n\n{0}\n\nPlease confirm it here:\n{1}\n\nThe link is good until {2} UTC. If it was not you, do nothing.\n"),
    };
}
