namespace CrmKit.Accounts;

/// <summary>Puts full names together: family name first and without a blank where names are written in Chinese, Japanese or Korean characters.</summary>
internal sealed class ContactName : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, contact) in context.Living<Contact>()) contact.Name = Full(contact.FirstName, contact.LastName);
        return default;
    }

    internal static string Full(string? first, string? last)
    {
        if (string.IsNullOrEmpty(first)) return last ?? "";
        if (string.IsNullOrEmpty(last)) return first;
        return first.All(IsEastAsian) && last.All(IsEastAsian) ? last + first : $"{first} {last}";
    }

    private static bool IsEastAsian(char c) => c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF' or >= '\uF900' and <= '\uFAFF'
        || char.IsSurrogate(c); // rare characters of names stand beyond the first plane
}
