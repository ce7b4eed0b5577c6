using System.Globalization;
using CrmKit.Consents;
using CrmKit.Lifecycles;

namespace CrmKit.Activities;

/// <summary>What timelines say themselves, in the languages of core.</summary>
internal static class TimelineWords
{
    public static LocalizedText Created { get; } = new("Created", "已创建");

    public static LocalizedText Deleted { get; } = new("Deleted", "已删除");

    public static LocalizedText Restored { get; } = new("Restored", "已恢复");

    public static LocalizedText Began(LocalizedText stage) => new($"Began in stage {stage.English}", $"起始阶段：{Chinese(stage)}");

    public static LocalizedText Moved(LocalizedText from, LocalizedText to) => new($"Moved from stage {from.English} to {to.English}", $"阶段由“{Chinese(from)}”变为“{Chinese(to)}”");

    /// <summary>Why it was lost, by the label of the reason, and what was noted.</summary>
    public static LocalizedText Lost(LocalizedText reason, string? note) => note is null ? reason : new($"{reason.English}: {note}", reason.Chinese is { } chinese ? $"{chinese}：{note}" : null);

    public static LocalizedText Converted(LocalizedText target) => new($"Converted into {target.English}", $"已转化为{Chinese(target)}");

    public static LocalizedText Made(LocalizedText target, LocalizedText source) => new($"{target.English} made from {source.English}", $"由{Chinese(source)}生成{Chinese(target)}");

    public static LocalizedText Changed(IReadOnlyList<LocalizedText> fields) => new($"Changed {string.Join(", ", fields.Select(f => f.English))}", $"修改了{string.Join('、', fields.Select(Chinese))}");

    public static LocalizedText Became(LifecycleClass now, LifecycleClass before, DateOnly day)
    {
        var from = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new LocalizedText($"Became {EnumCode.Of(now)} on {from} (was {EnumCode.Of(before)})", $"自 {from} 起成为{Chinese(now)}（此前为{Chinese(before)}）");
    }

    public static LocalizedText Consented(string purpose, ConsentChannel channel, ConsentAct act) =>
        new($"Consent for {purpose} by {EnumCode.Of(channel)} {(act == ConsentAct.Asked ? "to be confirmed" : EnumCode.Of(act))}", $"{Chinese(act)}“{purpose}”的同意（{Chinese(channel)}）");

    private static string Chinese(LocalizedText text) => text.Chinese ?? text.English;

    private static string Chinese(LifecycleClass kind) => kind switch
    {
        LifecycleClass.New => "新客户",
        LifecycleClass.Retained => "留存客户",
        LifecycleClass.WonBack => "挽回客户",
        LifecycleClass.Lost => "流失客户",
        _ => "潜在客户",
    };

    private static string Chinese(ConsentAct act) => act switch
    {
        ConsentAct.Given => "已给予",
        ConsentAct.Withdrawn => "已撤回",
        _ => "待确认",
    };

    private static string Chinese(ConsentChannel channel) => channel switch
    {
        ConsentChannel.Email => "电子邮件",
        ConsentChannel.Phone => "电话",
        ConsentChannel.Sms => "短信",
        ConsentChannel.Chat => "即时通讯",
        _ => "信函",
    };
}
