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

    public static Guid Next()
    {
        var at = Tick();
        var tail = Random();
        return new Guid((int)(at >> 28), (short)(at >> 12), (short)(0x7000 | (at & 0xFFF)),
            (byte)(0x80 | (tail >> 56 & 0x3F)), (byte)(tail >> 48), (byte)(tail >> 40), (byte)(tail >> 32), (byte)(tail >> 24), (byte)(tail >> 16), (byte)(tail >> 8), (byte)tail);
    }

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
