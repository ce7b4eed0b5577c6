using System.Text.Json;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Effects;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Cases;

/// <summary>Answers customers through the doors that are there: activities, stages and effects, in one unit of work.</summary>
internal sealed class CaseAnswersDoor(CrmSession session) : ICaseAnswers
{
    private const string Email = "email";
    private const string MailKind = "mail";
    private const string MessageKind = "message";
    private const int Looked = 20;
    private const int LongestSubject = 200;

    public async Task<IReadOnlyList<AnswerWay>> WaysAsync(Guid caseId, CancellationToken cancellationToken = default) =>
        await WaysAsync(await session.Records.GetAsync<SupportCase>(caseId, cancellationToken), cancellationToken);

    public async Task<RecordRef> AnswerAsync(Guid caseId, CaseAnswer answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (string.IsNullOrWhiteSpace(answer.Text)) throw new CrmValidationException(CaseErrors.AnswerEmpty());
        await using var work = await session.BeginWorkAsync(cancellationToken);
        var item = await session.Records.GetAsync<SupportCase>(caseId, cancellationToken);
        var about = new RecordRef("case", caseId);
        var way = (await WaysAsync(item, cancellationToken)).FirstOrDefault(w => w.Channel == answer.Channel) ?? new AnswerWay(answer.Channel, null, null, CaseErrors.AnswerAddress(answer.Channel));
        if (way.Why is { } why) throw new CrmRuleException(why);

        var subject = SubjectOf(item);
        CrmActivity said = way.Channel == Email
            ? new EmailMessage { Subject = subject, Direction = ActivityDirection.Outgoing, ToAddresses = way.Address }
            : new ChannelMessage { Subject = subject, Direction = ActivityDirection.Outgoing, Channel = way.Channel, Platform = way.Platform, Address = way.Address };
        (said.Body, said.StartsAt, said.RegardingType, said.RegardingId, said.ContactId) = (answer.Text.Trim(), session.Now, about.Type, about.Id, item.ContactId);
        await session.Records.CreateAsync<Record>(said, null, cancellationToken);
        if (item.FirstRespondedAt is null)
        {
            item.FirstRespondedAt = session.Now;
            await session.Records.UpdateAsync(item, cancellationToken);
        }
        else if (!(await session.Access.MayAsync(session.Catalog.Type("case"), Operations.Update, [item], cancellationToken))[0]) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Update, session.Catalog.Type("case")));
        if (answer.Stage is { } stage && stage != item.StageKey) await session.Pipelines.MoveAsync([new StageMove(about, stage)], cancellationToken: cancellationToken);
        await session.Effects.RequestAsync([new EffectRequest(KindOf(way.Channel), $"case-answer/{said.Id:N}", Payload(way, subject, said.Body))], cancellationToken);
        await work.CommitAsync(cancellationToken);
        return session.Catalog.TypeOf(said).Ref(said.Id);
    }

    // Where he wrote from, the latest first, and the address that is kept of him; what he told by telephone is answered by telephone.
    private async Task<IReadOnlyList<AnswerWay>> WaysAsync(SupportCase item, CancellationToken cancellationToken)
    {
        Guid? about = item.Id;
        var ways = new List<(DateTimeOffset At, AnswerWay Way)>();
        foreach (var mail in await ReadAsync(new Specification<EmailMessage>(m => m.RegardingId == about && m.RegardingType == "case" && m.Direction == ActivityDirection.Incoming && m.FromAddress != null), cancellationToken))
            ways.Add((mail.StartsAt ?? mail.CreatedAt, WayOf(Email, mail.FromAddress, null)));
        foreach (var message in await ReadAsync(new Specification<ChannelMessage>(m => m.RegardingId == about && m.RegardingType == "case" && m.Direction == ActivityDirection.Incoming && m.Channel != null && m.Address != null), cancellationToken))
            ways.Add((message.StartsAt ?? message.CreatedAt, WayOf(message.Channel!, message.Address, message.Platform)));
        if (item.ContactId is { } contact && await session.Records.FindAsync(new RecordRef("contact", contact), cancellationToken) is Contact { Email: { Length: > 0 } address }
            && !(await session.Access.HiddenFieldsAsync(session.Catalog.Type("contact"), cancellationToken)).Contains("email"))
            ways.Add((DateTimeOffset.MinValue, WayOf(Email, address, null)));
        var known = ways.OrderByDescending(w => w.At).Select(w => w.Way).DistinctBy(w => w.Channel).ToList();
        return known.Any(w => w.Channel == Email) ? known : [.. known, new AnswerWay(Email, null, null, CaseErrors.AnswerAddress(Email))];
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Specification<T> incoming, CancellationToken cancellationToken) where T : CrmActivity
    {
        try
        {
            return await session.Records.ListAsync(incoming.OrderByDescending(a => a.CreatedAt).Take(Looked), cancellationToken);
        }
        catch (CrmForbiddenException)
        {
            return []; // who may read none of them answers over what is kept of the customer
        }
    }

    private AnswerWay WayOf(string channel, string? address, string? platform) =>
        new(channel, address, platform, session.Extensions.For(typeof(IEffectExecutor), KindOf(channel)).Any() ? null : CaseErrors.AnswerSender(channel));

    private static string KindOf(string channel) => channel == Email ? MailKind : MessageKind;

    private static string SubjectOf(SupportCase item)
    {
        var subject = item.Number is { Length: > 0 } number ? $"Re: {item.Subject} [{number}]" : $"Re: {item.Subject}";
        return subject.Length <= LongestSubject ? subject : string.Concat(subject.AsSpan(0, char.IsHighSurrogate(subject[LongestSubject - 2]) ? LongestSubject - 2 : LongestSubject - 1), "…");
    }

    private static JsonElement Payload(AnswerWay way, string subject, string text)
    {
        var payload = way.Channel == Email
            ? new JsonObject { ["to"] = way.Address, ["template"] = "case.answer", ["subject"] = subject, ["text"] = text, ["writtenBy"] = "person" }
            : new JsonObject { ["channel"] = way.Channel, ["platform"] = way.Platform, ["to"] = way.Address, ["text"] = text };
        return JsonElement.Parse(payload.ToJsonString());
    }
}
