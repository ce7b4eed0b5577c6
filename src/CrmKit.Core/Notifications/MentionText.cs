namespace CrmKit.Notifications;

/// <summary>Finds whom a text mentions: <c>@</c> and a name, of several names that fit the longest.</summary>
internal static class MentionText
{
    private const char Sign = '@';

    /// <summary>Whether there may be a mention: mail addresses have something before the sign.</summary>
    public static bool MayMention(string text)
    {
        for (var at = text.IndexOf(Sign, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Sign, at + 1))
            if (IsStart(text, at)) return true;
        return false;
    }

    /// <summary>All of one name are mentioned: nobody knows which is meant.</summary>
    public static HashSet<Guid> Find(string text, IReadOnlyCollection<(Guid Id, string Name)> users)
    {
        var found = new HashSet<Guid>();
        for (var at = text.IndexOf(Sign, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Sign, at + 1))
        {
            if (!IsStart(text, at)) continue;
            var start = at + 1;
            var fitting = users.Where(u => u.Name.Length > 0 && IsAt(text, start, u.Name)).ToList();
            foreach (var (id, name) in fitting)
                if (name.Length == fitting.Max(f => f.Name.Length)) found.Add(id);
        }
        return found;
    }

    private static bool IsStart(string text, int at) => at == 0 || (!char.IsLetterOrDigit(text[at - 1]) && text[at - 1] is not ('.' or '_' or '-' or '+')) || IsHan(text[at - 1]);

    // Chinese sets no space behind a name.
    private static bool IsAt(string text, int start, string name) =>
        string.Compare(text, start, name, 0, name.Length, StringComparison.OrdinalIgnoreCase) == 0
        && (start + name.Length >= text.Length || !char.IsLetterOrDigit(text[start + name.Length]) || IsHan(text[start + name.Length]) || IsHan(name[^1]));

    private static bool IsHan(char c) => c is >= '\u4e00' and <= '\u9fff';
}
