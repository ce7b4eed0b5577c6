using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CrmKit.Records;

/// <summary>Version 7 GUIDs that ascend strictly within a process: rows are appended to the indexes of their keys, and order of ids is order of making.</summary>
/// <remarks>
/// Reads the system's clock and not the host's <see cref="TimeProvider"/>: records get their id while they are constructed, before they know a host. The time in an id therefore only puts ids in order;
/// it is no fact about the record (that is <see cref="Record.CreatedAt"/>, from the host's clock), and nothing reads it back.
/// </remarks>
internal static class SequentialGuid
{
    private const int RandomBytes = 2048;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    // Milliseconds and, in the lowest 12 bits, their fraction (RFC 9562, section 6.2, method 3).
    private static long _last;

    private static readonly AsyncLocal<Seeded?> OfFlow = new();
    private static volatile bool _isSeeded; // outside tests, nobody asks the flow

    public static Guid Next() => _isSeeded && OfFlow.Value is { } seeded ? seeded.Next() : Of(Tick(), Random());

    /// <summary>From here on, ids made on this flow of calls (and what it awaits and starts) follow from a seed: for tests. Called by a method that is not async, it holds for that method's caller as well.</summary>
    public static void Seed(int seed, DateTimeOffset start)
    {
        _isSeeded = true;
        OfFlow.Value = new Seeded(seed, start.ToUnixTimeMilliseconds() << 12);
    }

    private static Guid Of(long at, ulong tail) =>
        new((int)(at >> 28), (short)(at >> 12), (short)(0x7000 | (at & 0xFFF)),
            (byte)(0x80 | (tail >> 56 & 0x3F)), (byte)(tail >> 48), (byte)(tail >> 40), (byte)(tail >> 32), (byte)(tail >> 24), (byte)(tail >> 16), (byte)(tail >> 8), (byte)tail);

    // A clock that stands still or goes back is run ahead of.
    private static long Tick()
    {
        var (milliseconds, ticks) = Math.DivRem(TimeProvider.System.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMillisecond);
        var now = milliseconds << 12 | (ticks << 12) / TimeSpan.TicksPerMillisecond;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _last, next, last) == last) return next;
        }
    }

    private sealed class Seeded(int seed, long start)
    {
        private long _made;

        public Guid Next()
        {
            var number = Interlocked.Increment(ref _made);
            var mixed = (ulong)number * 0x9E3779B97F4A7C15 ^ (ulong)(uint)seed << 32; // SplitMix64
            mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
            return Of(start + number, mixed ^ mixed >> 31);
        }
    }

    // One call of the system for many ids.
    private static ulong Random()
    {
        var random = _random ??= new byte[RandomBytes];
        if (_used == 0) RandomNumberGenerator.Fill(random);
        var tail = BinaryPrimitives.ReadUInt64LittleEndian(random.AsSpan(_used));
        _used = (_used + sizeof(ulong)) % RandomBytes;
        return tail;
    }
}
