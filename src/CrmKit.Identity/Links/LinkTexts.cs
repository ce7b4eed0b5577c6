using System.Globalization;

namespace CrmKit.Identity.Links;

/// <summary>The mail that brings a link. {0} is the name, {1} the link, {2} until when it is good.</summary>
internal sealed record LinkTexts(string Subject, string Body)
{
    public const string Invitation = "invitation", Reset = "reset";

    public string For(string name, string link, DateTimeOffset until) => string.Format(CultureInfo.InvariantCulture, Body, name, link, until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));

    public static LinkTexts Of(string purpose, string? language) => (purpose, language) switch
    {
        (Invitation, "zh-Hans") => new("邀请您使用 CRM", "{0}，您好：\n\n您已受邀使用 CRM。请通过以下链接设置密码：\n{1}\n\n链接只能使用一次，在 {2} UTC 之前有效。\n"),
        (Invitation, "zh-Hant") => new("邀請您使用 CRM", "{0}，您好：\n\n您已受邀使用 CRM。請透過以下連結設定密碼：\n{1}\n\n連結只能使用一次，在 {2} UTC 之前有效。\n"),
        (Invitation, _) => new("You are invited to the CRM", "Hello {0},\n\nyou are invited to the CRM. Please choose a password here:\n{1}\n\nThe link is good once, until {2} UTC.\n"),
        (_, "zh-Hans") => new("重设密码", "{0}，您好：\n\n有人请求重设您的密码。如果是您本人操作，请点击链接：\n{1}\n\n链接只能使用一次，在 {2} UTC 之前有效。如果不是您本人操作，请忽略此邮件，密码不会改变。\n"),
        (_, "zh-Hant") => new("重設密碼", "{0}，您好：\n\n有人要求重設您的密碼。如果是您本人操作，請點選連結：\n{1}\n\n連結只能使用一次，在 {2} UTC 之前有效。如果不是您本人操作，請忽略此郵件，密碼不會改變。\n"),
        _ => new("Choose a new password", "Hello {0},\n\nsomebody asked for a new password for you. If it was you, choose one here:\n{1}\n\nThe link is good once, until {2} UTC. If it was not you, do nothing; your password stays as it is.\n"),
    };
}
