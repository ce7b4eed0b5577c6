using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Leads;
using CrmKit.Sessions;

namespace CrmKit.Intake;

/// <summary>What a signal becomes: a lead, a case, or something that was said about one of them.</summary>
internal sealed class SignalRecords(CrmSession session)
{
    private const int LongestSubject = 150;

    public static Lead LeadOf(LeadSignal signal, string key) => new()
    {
        ExternalId = key,
        Name = signal.Name ?? "",
        CompanyName = signal.CompanyName,
        Email = signal.Email,
        Phone = signal.Phone,
        Source = signal.Source,
        Channel = signal.Channel,
        NeedDescription = signal.Message,
    };

    /// <summary>A case; of somebody who is no contact it says who he is.</summary>
    public static SupportCase CaseOf(LeadSignal signal, string key, Contact? customer)
    {
        var who = signal.Name ?? signal.CompanyName ?? signal.Email ?? signal.Phone ?? signal.Source;
        return new SupportCase
        {
            ExternalId = key,
            Subject = signal.Channel == "phone" || string.IsNullOrWhiteSpace(signal.Message) ? who : Line(signal.Message),
            Description = customer is null ? Whole(signal) : signal.Message,
            Channel = signal.Channel,
            ContactId = customer?.Id,
            AccountId = customer?.AccountId,
        };
    }

    /// <summary>What was written to us over a channel of messages is one of them; all else about a lead is a note of what came.</summary>
    public CrmActivity ActivityOf(LeadSignal signal, string key, Lead lead) => Regarding((CrmActivity?)Message(signal) ?? new Note(), signal.Source, Whole(signal), key, new RecordRef("lead", lead.Id), null);

    /// <summary>What a customer told about a case, over the way it came; <see langword="null"/> for a case that was opened by something that nobody said to anybody.</summary>
    public CrmActivity? ActivityOf(LeadSignal signal, string key, SupportCase item, Contact? customer, bool isNew)
    {
        CrmActivity? said = signal.Channel switch
        {
            "phone" => new PhoneCall { Direction = ActivityDirection.Incoming, PhoneNumber = signal.Phone, StartsAt = session.Now, DoneAt = session.Now },
            "email" => new EmailMessage { Direction = ActivityDirection.Incoming, FromAddress = signal.Email, StartsAt = session.Now },
            _ => Message(signal),
        };
        if (said is ChannelMessage message) message.Platform = signal.Source;
        return said is null && isNew ? null : Regarding(said ?? new Note(), Line(signal.Message ?? signal.Name ?? signal.Source), signal.Message ?? Whole(signal), key, new RecordRef("case", item.Id), customer?.Id);
    }

    private ChannelMessage? Message(LeadSignal signal) => Channels.OfMessages.Any(c => c.Code == signal.Channel)
        ? new ChannelMessage { Direction = ActivityDirection.Incoming, Channel = signal.Channel, Address = signal.Phone ?? signal.Email, StartsAt = session.Now } : null;

    private static CrmActivity Regarding(CrmActivity activity, string subject, string body, string key, RecordRef about, Guid? contact)
    {
        (activity.ExternalId, activity.Subject, activity.Body, activity.RegardingType, activity.RegardingId, activity.ContactId) = (key, subject, body, about.Type, about.Id, contact);
        return activity;
    }

    private static string Whole(LeadSignal signal)
    {
        var said = new[] { signal.Message, signal.Name, signal.CompanyName, signal.Email, signal.Phone }.Concat(signal.Values.Select(v => v.Value is null ? null : $"{v.Key}: {v.Value}"));
        return string.Join(Environment.NewLine, said.Where(s => !string.IsNullOrWhiteSpace(s)));
    }

    private static string Line(string text)
    {
        var first = text.Trim().Split('\n', 2)[0].Trim();
        return first.Length <= LongestSubject ? first : string.Concat(first.AsSpan(0, char.IsHighSurrogate(first[LongestSubject - 2]) ? LongestSubject - 2 : LongestSubject - 1), "…");
    }
}
