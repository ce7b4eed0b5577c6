namespace CrmKit.AspNetCore;

/// <summary>The few words of a form's page, in the languages that forms speak.</summary>
internal sealed record FormTexts(string Language, string Send, string Required, string Choose, string Thanks, string Trap, string Check, string Late, string TooOften)
{
    private static readonly FormTexts English = new("en", "Send", "required", "Please choose", "Thank you. We have received your message.", "Leave this empty", "Please check what is marked.",
        "The form was open for too long. Please send it once more.", "The form was sent too often. Please try again in an hour.");
    private static readonly FormTexts Simplified = new("zh-Hans", "提交", "必填", "请选择", "谢谢，我们已收到您的信息。", "请勿填写", "请检查标出的内容。", "表单打开时间过长，请再提交一次。", "提交过于频繁，请一小时后再试。");
    private static readonly FormTexts Traditional = new("zh-Hant", "送出", "必填", "請選擇", "謝謝，我們已收到您的資訊。", "請勿填寫", "請檢查標出的內容。", "表單開啟時間過長，請再送出一次。", "送出過於頻繁，請一小時後再試。");

    /// <summary>The texts for a culture name such as <c>zh-TW</c>.</summary>
    public static FormTexts For(string culture) =>
        !culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? English
        : culture.Contains("Hant", StringComparison.OrdinalIgnoreCase) || culture.EndsWith("TW", StringComparison.OrdinalIgnoreCase) || culture.EndsWith("HK", StringComparison.OrdinalIgnoreCase) || culture.EndsWith("MO", StringComparison.OrdinalIgnoreCase) ? Traditional
        : Simplified;
}
