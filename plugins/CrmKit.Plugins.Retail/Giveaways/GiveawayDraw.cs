using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Retail;

/// <summary>The arithmetic of a draw: whoever has the tickets and the number comes to the same winners.</summary>
public static class GiveawayDraw
{
    /// <summary>The most winners of one giveaway.</summary>
    public const int MostWinners = 100;

    /// <summary>The ticket of a participant.</summary>
    public static string Ticket(Guid giveaway, Guid participant) => Hash($"{giveaway:D}/{participant:D}");

    /// <summary>What stands for a whole list of tickets: of the tickets in order, one on a line.</summary>
    public static string Digest(IEnumerable<string> tickets) => Hash(string.Join('\n', tickets.Order(StringComparer.Ordinal)));

    /// <summary>The tickets from the first prize on: by what number and ticket come to together.</summary>
    public static IReadOnlyList<string> Order(IEnumerable<string> tickets, string number) => [.. tickets.OrderBy(t => Hash($"{number}/{t}"), StringComparer.Ordinal)];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
