using CrmKit.Accounts;
using CrmKit.Documents;
using CrmKit.Plugins;
using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Activities;

/// <summary>Calls, appointments, messages, follow-ups and notes, around records of any type.</summary>
internal sealed class ActivitiesFeature : CrmPlugin
{
    private static readonly FieldOption[] Directions = [Option("outgoing", "Outgoing", "呼出"), Option("incoming", "Incoming", "呼入")];

    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.CoreType<PhoneCall>("phone-call", "phone-calls", new("Phone call", "电话"), new("Phone calls", "电话"), type => Activity(type)
            .Choice(c => c.Direction, "Direction", "方向", Directions)
            .Integer(c => c.DurationSeconds, "Duration in seconds", "时长（秒）", 0, 1_000_000)
            .Field(c => c.PhoneNumber, "Phone number", "电话号码", FieldKind.Phone).Personal());
        plugin.CoreType<Appointment>("appointment", "appointments", new("Appointment", "约会"), new("Appointments", "约会"), type => Activity(type)
            .Field(a => a.EndsAt, "Ends at", "结束时间")
            .Text(a => a.Location, "Location", "地点", 400).Personal());
        plugin.CoreType<EmailMessage>("email-message", "email-messages", new("E-mail", "邮件"), new("E-mails", "邮件"), type => Activity(type)
            .Choice(m => m.Direction, "Direction", "方向", Option("outgoing", "Sent", "发出"), Option("incoming", "Received", "收到"))
            .Text(m => m.FromAddress, "From", "发件人", 320).Personal()
            .Text(m => m.ToAddresses, "To", "收件人", 4000).Personal()
            .Text(m => m.MessageId, "Message id", "邮件编号", 998, unique: true).Personal());
        plugin.CoreType<ChannelMessage>("channel-message", "channel-messages", new("Message", "消息"), new("Messages", "消息"), type => Activity(type)
            .Choice(m => m.Direction, "Direction", "方向", Option("outgoing", "Sent", "发出"), Option("incoming", "Received", "收到"))
            .Choice(m => m.Channel, "Channel", "渠道", [.. Channels.OfMessages])
            .Text(m => m.Platform, "Service", "平台", 100)
            .Text(m => m.Address, "Name or number there", "对方账号", 320, indexed: true).Personal()
            .Field(m => m.Url, "Web address", "网址", FieldKind.Url).Personal()
            .Text(m => m.MessageId, "Message id", "消息编号", 400, unique: true).Personal());
        plugin.CoreType<SurveyAnswer>("survey-answer", "survey-answers", new("Survey answer", "问卷回答"), new("Survey answers", "问卷回答"), type => Activity(type)
            .Text(a => a.Survey, "Survey", "问卷", indexed: true)
            .Text(a => a.Question, "Question", "问题", 60, indexed: true)
            .Text(a => a.Answer, "Answer", "回答", 2000).Personal());
        plugin.CoreType<FollowUp>("follow-up", "follow-ups", new("Follow-up", "跟进任务"), new("Follow-ups", "跟进任务"), type => Activity(type)
            .Choice(f => f.Priority, "Priority", "优先级", Option("low", "Low", "低"), Option("normal", "Normal", "中"), Option("high", "High", "高")));
        plugin.CoreType<Note>("note", "notes", new("Note", "备注"), new("Notes", "备注"), type => Activity(type)
            .Field(n => n.IsPinned, "Pinned", "置顶"));

        foreach (var type in ActivityTypes.Keys)
            plugin.AddBeforeSave<ActivityTimes>(type).AddValidator<RegardingRules>(type);
        plugin.AddValidator<DateOrderValidator>("appointment");
    }

    private static CoreTypeBuilder<T> Activity<T>(CoreTypeBuilder<T> type) where T : CrmActivity => type
        .Name(a => a.Subject, "Subject", "主题").Personal()
        .Long(a => a.Body, "Body", "内容").Personal()
        .Text(a => a.RegardingType, "Regarding type", "相关类型", 100)
        .Field(a => a.RegardingId, "Regarding", "相关记录", FieldKind.Reference, f => f with { IsIndexed = true })
        .Reference(a => a.ContactId, "contact", "Contact", "联系人")
        .Field(a => a.StartsAt, "At", "时间", null, f => f with { IsIndexed = true })
        .Field(a => a.DueAt, "Due at", "截止时间", null, f => f with { IsIndexed = true })
        .Field(a => a.DoneAt, "Done at", "完成时间")
        .Text(a => a.Outcome, "Outcome", "结果", 400).Personal();
}
