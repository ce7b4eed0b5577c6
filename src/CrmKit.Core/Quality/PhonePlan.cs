using System.Collections.Frozen;
using System.Text.RegularExpressions;
using CrmKit.Text;

namespace CrmKit.Quality;

/// <summary>How telephone numbers of one country are made.</summary>
internal sealed class PhonePlan
{
    private static readonly Lazy<FrozenDictionary<string, PhonePlan>> Known = new(() => TextTables.Lines("phones.txt").Select(l => new PhonePlan(l.Split('|', 5))).ToFrozenDictionary(p => p.Country));
    private static readonly Lazy<ILookup<string, PhonePlan>> Codes = new(() => Known.Value.Values.ToLookup(p => p.CallingCode));

    private readonly string _national;
    private Regex? _pattern;

    private PhonePlan(string[] parts) => (Country, CallingCode, Trunk, International, _national) = (parts[0], parts[1], parts[2], parts[3], parts[4]);

    /// <summary>Two letters.</summary>
    public string Country { get; }
    public string CallingCode { get; }

    /// <summary>What is dialled before a national number and is no part of it; empty for none.</summary>
    public string Trunk { get; }

    /// <summary>What is dialled before the number of another country.</summary>
    public string International { get; }

    public static PhonePlan? Of(string? country) => country is null ? null : Known.Value.GetValueOrDefault(country);

    /// <summary>The plans of countries that share a calling code; empty for one that is not covered.</summary>
    public static IEnumerable<PhonePlan> WithCode(string code) => Codes.Value[code];

    /// <summary>Whether it is a number of the country, without trunk prefix.</summary>
    public bool IsNational(string digits) => (_pattern ??= new Regex($@"\A(?:{_national})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)).IsMatch(digits);
}
