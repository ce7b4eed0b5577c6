using System.Globalization;
using System.Text;
using CrmKit.Text;

namespace CrmKit.Enrichment;

/// <summary>How a firm makes addresses out of names.</summary>
internal enum AddressHabit
{
    /// <summary><c>ada.lovelace</c></summary>
    FirstLast,
    /// <summary><c>lovelace.ada</c></summary>
    LastFirst,
    /// <summary><c>a.lovelace</c></summary>
    InitialDotLast,
    /// <summary><c>alovelace</c></summary>
    InitialLast,
    /// <summary><c>adal</c></summary>
    FirstInitial,
    /// <summary><c>ada</c></summary>
    First,
    /// <summary><c>lovelace</c></summary>
    Last,
}

/// <summary>Learns the habit of a firm from people whose names are known, and reads names by it.</summary>
internal static class AddressHabits
{
    private const int FewestColleagues = 2;

    /// <summary>The habit that most of some people's addresses keep to, and how many do; <see langword="null"/> when fewer than two do, or no more than half.</summary>
    public static (AddressHabit Habit, int Colleagues)? Of(IReadOnlyCollection<(MailAddress Address, string First, string Last)> people)
    {
        var found = people.Select(p => Of(p.Address, Fold(p.First), Fold(p.Last))).OfType<AddressHabit>().GroupBy(h => h).Select(g => (Habit: g.Key, Count: g.Count())).OrderByDescending(h => h.Count).FirstOrDefault();
        return found.Count >= FewestColleagues && found.Count * 2 > people.Count ? found : null;
    }

    /// <summary>The names in an address by a habit; a part that the habit does not tell is <see langword="null"/>.</summary>
    public static (string? First, string? Last)? Names(MailAddress address, AddressHabit habit) => (habit, address.Words) switch
    {
        (AddressHabit.FirstLast, [{ Length: > 1 } first, { Length: > 1 } last]) => (Written(first), Written(last)),
        (AddressHabit.LastFirst, [{ Length: > 1 } last, { Length: > 1 } first]) => (Written(first), Written(last)),
        (AddressHabit.InitialDotLast, [{ Length: 1 }, { Length: > 1 } last]) => (null, Written(last)),
        (AddressHabit.InitialLast, [{ Length: > 2 } word]) => (null, Written(word[1..])),
        (AddressHabit.FirstInitial, [{ Length: > 2 } word]) => (Written(word[..^1]), null),
        (AddressHabit.First, [{ Length: > 1 } word]) => (Written(word), null),
        (AddressHabit.Last, [{ Length: > 1 } word]) => (null, Written(word)),
        _ => null,
    };

    /// <summary>Two whole words are read as given and family name even where nobody's habit is known.</summary>
    public static AddressHabit Usual(MailAddress address) => address.Words is [{ Length: 1 }, _] ? AddressHabit.InitialDotLast : AddressHabit.FirstLast;

    private static AddressHabit? Of(MailAddress address, string first, string last) => first.Length == 0 || last.Length == 0 ? null : address.Words switch
    {
        [var a, var b] when a == first && b == last => AddressHabit.FirstLast,
        [var a, var b] when a == last && b == first => AddressHabit.LastFirst,
        [{ Length: 1 } a, var b] when a[0] == first[0] && b == last => AddressHabit.InitialDotLast,
        [var word] when word == first[..1] + last => AddressHabit.InitialLast,
        [var word] when word == first + last[..1] => AddressHabit.FirstInitial,
        [var word] when word == first => AddressHabit.First,
        [var word] when word == last => AddressHabit.Last,
        _ => null,
    };

    /// <summary>Whether a name that is known can be the one that an address tells: also when nothing is known.</summary>
    public static bool Agrees(string? known, string? told) => told is null || known is null || Fold(known) is not { Length: > 0 } folded || folded == Fold(told);

    private static string Written(string word) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word);

    private static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var letter in name.Replace("ß", "ss", StringComparison.Ordinal).InForm(NormalizationForm.FormKD))
            if (char.IsLetter(letter)) folded.Append(char.ToLowerInvariant(letter));
        return folded.ToString();
    }
}
