using CrmKit.Consents;

namespace CrmKit.AspNetCore;

/// <summary>What a link in a mail leads to: what it does, and one button, without scripts.</summary>
internal static class ConsentPage
{
    public static string Of(ConsentLink link, ConsentPageTexts texts)
    {
        var isGiving = link.Act == ConsentAct.Given;
        var shown = link.Text is { } text ? $"<blockquote>{FormPage.Text(text)}</blockquote>" : "";
        if (link.IsDone) return FormPage.Page(isGiving ? texts.Confirmed : texts.Withdrawn, texts.Language, $"<p role=\"status\">{FormPage.Text(isGiving ? texts.ConfirmedText : texts.WithdrawnText)}</p>{shown}");
        return FormPage.Page(isGiving ? texts.Confirm : texts.Withdraw, texts.Language,
            $"<p>{FormPage.Text(isGiving ? texts.ConfirmText : texts.WithdrawText)}</p>{shown}<form method=\"post\"><button>{FormPage.Text(isGiving ? texts.Confirm : texts.Withdraw)}</button></form>");
    }

    public static string Unknown(ConsentPageTexts texts) => FormPage.Page(texts.Unknown, texts.Language, $"<p role=\"alert\">{FormPage.Text(texts.UnknownText)}</p>");
}

/// <summary>The few words of these pages, in the languages that forms speak.</summary>
internal sealed record ConsentPageTexts(
    string Language, string Confirm, string ConfirmText, string Confirmed, string ConfirmedText, string Withdraw, string WithdrawText, string Withdrawn, string WithdrawnText, string Unknown, string UnknownText)
{
    private static readonly ConsentPageTexts English = new("en", "Confirm", "You filled in a form with this:", "Confirmed", "Thank you. You can take it back at any time.",
        "Unsubscribe", "You will get no more messages of this kind. You had agreed to:", "Unsubscribed", "You will get no more messages of this kind.", "Link not found", "The link is not known, or came too late. Please fill in the form once more.");
    private static readonly ConsentPageTexts Simplified = new("zh-Hans", "确认", "您在表单中同意了以下内容：", "已确认", "谢谢。您可以随时撤回。",
        "退订", "您将不再收到此类信息。您曾同意：", "已退订", "您将不再收到此类信息。", "找不到链接", "链接无效或已过期，请重新填写表单。");
    private static readonly ConsentPageTexts Traditional = new("zh-Hant", "確認", "您在表單中同意了以下內容：", "已確認", "謝謝。您可以隨時撤回。",
        "取消訂閱", "您將不再收到此類訊息。您曾同意：", "已取消訂閱", "您將不再收到此類訊息。", "找不到連結", "連結無效或已過期，請重新填寫表單。");

    public static ConsentPageTexts For(string language) => language switch { "zh-Hans" => Simplified, "zh-Hant" => Traditional, _ => English };
}
