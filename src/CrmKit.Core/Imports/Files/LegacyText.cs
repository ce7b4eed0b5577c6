using System.Text;

namespace CrmKit.Imports.Files;

/// <summary>What the bytes of a text that is not UTF-8 are like: taken in piece by piece, judged at the end.</summary>
internal sealed class LegacyText
{
    private long _bytes, _controls;
    private long _utf8Characters, _utf8Faults;
    private int _utf8Rest;
    private long _pairs, _usualPairs, _pairFaults;
    private int _pairAt;
    private byte _lead;
    private long _highBytes, _highRuns;
    private bool _isInRun;

    /// <summary>Takes in the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _bytes += bytes.Length;
        foreach (var b in bytes)
        {
            if (b < ' ' && b is not ((byte)'\t' or (byte)'\r' or (byte)'\n' or 0x0C or 0x1A)) _controls++;
            AddUtf8(b);
            AddPair(b);
            var isHigh = b >= 0xC0;
            if (isHigh) _highBytes++;
            if (isHigh && !_isInRun) _highRuns++;
            _isInRun = isHigh;
        }
    }

    /// <summary>Too many control characters: compressed, encrypted or a program's own format.</summary>
    public bool IsBinary => _controls * 50 > _bytes;

    /// <summary>UTF-8 with some damage rather than another encoding: reading it as one would turn all its letters into others.</summary>
    public bool IsDamagedUtf8 => _utf8Characters > 4 * _utf8Faults;

    /// <summary>GB18030 with some damage.</summary>
    public bool IsDamagedChinese => IsChinese && _pairFaults > 0;

    /// <summary>The encoding that the bytes speak for.</summary>
    public Encoding Encoding => CodePagesEncodingProvider.Instance.GetEncoding(IsChinese ? "GB18030" : IsCyrillic ? "windows-1251" : "windows-1252")!;

    // Nearly all characters of Chinese texts are among the 3,755 most usual ones, whose first bytes (B0 to D7) no two neighbouring small letters of Latin or Cyrillic have.
    private bool IsChinese => _pairs + _pairAt > 0 && _usualPairs * 10 >= _pairs * 6 && _pairFaults * 100 <= _pairs;

    // Letters with accents stand alone; Cyrillic ones come as words.
    private bool IsCyrillic => _highBytes >= 3 * _highRuns && _highRuns > 0;

    private void AddUtf8(byte b)
    {
        if (_utf8Rest > 0 && (b & 0xC0) == 0x80)
        {
            if (--_utf8Rest == 0) _utf8Characters++;
            return;
        }
        if (_utf8Rest > 0) _utf8Faults++;
        _utf8Rest = b switch { < 0xC2 => 0, <= 0xDF => 1, <= 0xEF => 2, <= 0xF4 => 3, _ => 0 };
        if (b is >= 0x80 and < 0xC2 or > 0xF4) _utf8Faults++;
    }

    // Two bytes, or four: the second and the last of four are digits.
    private void AddPair(byte b)
    {
        switch (_pairAt)
        {
            case 0 when b is >= 0x81 and <= 0xFE: (_lead, _pairAt) = (b, 1); break;
            case 0: if (b >= 0x80) _pairFaults++; break;
            case 1 when b is >= 0x30 and <= 0x39: _pairAt = 2; break;
            case 1 when b is >= 0x40 and not (0x7F or 0xFF):
                _pairs++;
                if (b >= 0xA1 && _lead is >= 0xB0 and <= 0xD7 or >= 0xA1 and <= 0xA9) _usualPairs++;
                _pairAt = 0;
                break;
            case 2 when b is >= 0x81 and <= 0xFE: _pairAt = 3; break;
            case 3 when b is >= 0x30 and <= 0x39: (_pairs, _pairAt) = (_pairs + 1, 0); break;
            default: (_pairFaults, _pairAt) = (_pairFaults + 1, 0); break;
        }
    }
}
