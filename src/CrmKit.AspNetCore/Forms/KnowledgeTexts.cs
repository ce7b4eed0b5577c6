namespace CrmKit.AspNetCore;

/// <summary>The words of the public articles' pages, in the languages that forms speak.</summary>
internal sealed record KnowledgeTexts(
    string Language, string Title, string Question, string Search, string All, string AllLanguages, string Nothing, string Back, string More, string Updated, string Helpful, string Yes, string No, string Thanks, string Contact, string Unknown)
{
    private static readonly KnowledgeTexts English = new("en", "Help", "What is it about?", "Search", "All articles", "Articles in all languages", "Nothing was found. Try other words.", "Back to all articles", "More", "Last changed", "Did this help?", "Yes", "No",
        "Thank you. That helps us to write better.", "Not answered? Ask us.", "There is no such article.");
    private static readonly KnowledgeTexts Simplified = new("zh-Hans", "帮助中心", "您想了解什么？", "搜索", "全部文章", "显示所有语言的文章", "没有找到，请换个说法。", "返回全部文章", "更多", "最近更新", "这篇文章有帮助吗？", "有", "没有",
        "谢谢，这有助于我们改进文章。", "没有解决？联系我们", "没有这篇文章。");
    private static readonly KnowledgeTexts Traditional = new("zh-Hant", "說明中心", "您想了解什麼？", "搜尋", "全部文章", "顯示所有語言的文章", "沒有找到，請換個說法。", "返回全部文章", "更多", "最近更新", "這篇文章有幫助嗎？", "有", "沒有",
        "謝謝，這有助於我們改進文章。", "沒有解決？聯絡我們", "沒有這篇文章。");

    /// <summary>The languages, each by its own name.</summary>
    public static IReadOnlyList<(string Language, string Name)> Languages { get; } = [("en", "English"), ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文")];

    public static KnowledgeTexts For(string language) => language switch { "zh-Hans" => Simplified, "zh-Hant" => Traditional, _ => English };
}
