using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Accounts;

/// <summary>The ways in which people reach us and we reach them: one list for leads, contacts and cases.</summary>
internal static class Channels
{
    public static IReadOnlyList<FieldOption> All { get; } =
    [
        Option("email", "E-mail", "电子邮件"), Option("phone", "Phone", "电话"), Option("sms", "Text message", "短信"), Option("chat", "Chat", "在线聊天"),
        Option("messenger", "Messenger", "即时通讯"), Option("social", "Social media", "社交媒体"), Option("web", "Web site", "网站"), Option("app", "App", "应用程序"),
        Option("visit", "Visit", "到访"), Option("fair", "Trade fair", "展会"), Option("letter", "Letter", "信函"), Option("partner", "Partner", "合作伙伴"), Option("other", "Other", "其他"),
    ];

    /// <summary>Those over which messages go that are no mails.</summary>
    public static IReadOnlyList<FieldOption> OfMessages { get; } = [.. All.Where(o => o.Code is "sms" or "chat" or "messenger" or "social" or "letter" or "app" or "other")];
}
