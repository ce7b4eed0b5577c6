using System.Buffers.Binary;
using System.Text;

namespace CrmKit.Imports.Files;

/// <summary>Recognises UTF-16 and UTF-32 that come without a byte order mark, by where their zero bytes stand.</summary>
internal static class WideText
{
    // Delimiters, digits and line ends have a zero byte in every script; so many units of a text are such ones at least.
    private const int LeastPlain = 50;

    /// <summary>The encoding; <see langword="null"/> for a text of single bytes, or for what is no text.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> start)
    {
        if (!start.Contains((byte)0)) return null;
        if (IsUtf32(start, isBigEndian: false)) return new UTF32Encoding(bigEndian: false, byteOrderMark: false);
        if (IsUtf32(start, isBigEndian: true)) return new UTF32Encoding(bigEndian: true, byteOrderMark: false);
        if (IsUtf16(start, isBigEndian: false)) return new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        return IsUtf16(start, isBigEndian: true) ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false) : null;
    }

    private static bool IsUtf32(ReadOnlySpan<byte> start, bool isBigEndian)
    {
        if (start.Length < 4) return false;
        for (var i = 0; i + 4 <= start.Length; i += 4)
        {
            var unit = isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(start[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[i..]);
            if (unit is 0 or > int.MaxValue || !Rune.IsValid((int)unit) || IsControl((int)unit)) return false;
        }
        return true;
    }

    // Units with a zero where the other order has it are letters such as U+6100: rare, and no reason for doubt when most are not so.
    private static bool IsUtf16(ReadOnlySpan<byte> start, bool isBigEndian)
    {
        var (units, plain, turned) = (0, 0, 0);
        var isPaired = true;
        for (var i = 0; i + 2 <= start.Length; i += 2, units++)
        {
            var unit = isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(start[i..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[i..]);
            if (unit == 0 || IsControl(unit) || unit >= 0xFFFE) return false;
            if (char.IsLowSurrogate((char)unit) == isPaired) return false;
            isPaired = !char.IsHighSurrogate((char)unit);
            if (unit < 0x80) plain++;
            else if ((unit & 0xFF) == 0) turned++;
        }
        return units > 0 && plain * LeastPlain >= units && turned * 4 <= plain;
    }

    private static bool IsControl(int unit) => unit < ' ' && unit is not ('\t' or '\r' or '\n');
}
