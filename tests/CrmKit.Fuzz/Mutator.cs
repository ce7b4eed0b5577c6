using System.Text;

namespace CrmKit.Fuzz;

/// <summary>Breeds inputs from others: bits, bytes and parts changed, doubled, taken out, put in from the target's own words or from other inputs.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> tokens)
{
    private const int Longest = 64 * 1024;

    private static readonly string[] Everywhere =
    [
        "\0", "\r\n", "\t", "\"", "'", "''", "\\", "(", ")", "[", "]", "{", "}", ",", ";", "=", "%", "%00", "_", "*", "--", "/*", "\u202e", "\ufeff", "\ud7ff", "西安", "é", "😀", "ﬁ", "İ", "ß",
        "0", "-1", "1e400", "NaN", "79228162514264337593543950336", "9223372036854775808", "0001-01-01", "9999-12-31", "2024-02-30", "true", "null", "00000000-0000-0000-0000-000000000000",
    ];

    public byte[] Breed(IReadOnlyList<byte[]> pool)
    {
        var input = Pick(pool);
        for (var steps = 1 + random.Next(4); steps > 0; steps--) input = Step(input, pool);
        return input.Length <= Longest ? input : input[..Longest];
    }

    private byte[] Step(byte[] input, IReadOnlyList<byte[]> pool)
    {
        var (from, to) = Range(input.Length);
        return random.Next(9) switch
        {
            0 when input.Length > 0 => Flipped(input),
            1 => [.. input[..from], .. input[to..]],
            2 => [.. input[..to], .. input[from..to], .. input[to..]],
            3 => [.. input[..from], .. Enumerable.Repeat(input[from..to], 1 + random.Next(200)).SelectMany(part => part).Take(Longest), .. input[to..]],
            4 => [.. input[..from], (byte)random.Next(256), .. input[from..]],
            5 => [.. input[..from], .. Pick(pool) is var other ? other[random.Next(other.Length + 1)..] : []],
            6 => [.. input[..from], .. Encoding.UTF8.GetBytes(Everywhere[random.Next(Everywhere.Length)]), .. input[to..]],
            _ => [.. input[..from], .. Encoding.UTF8.GetBytes(tokens[random.Next(tokens.Count)]), .. input[(random.Next(2) == 0 ? from : to)..]],
        };
    }

    private byte[] Flipped(byte[] input)
    {
        var copy = (byte[])input.Clone();
        copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        return copy;
    }

    private (int From, int To) Range(int length)
    {
        var from = random.Next(length + 1);
        return (from, from + random.Next(Math.Min(length - from, 64) + 1));
    }

    private byte[] Pick(IReadOnlyList<byte[]> pool) => pool[random.Next(pool.Count)];
}
