using System.Buffers;
using System.Text;

namespace CrmKit.Imports.Files;

/// <summary>Reads physical lines of bounded length, knows where each one is in bytes, and can go back.</summary>
internal sealed class LineReader(Stream stream, Encoding encoding, int preamble, int limit) : IDisposable
{
    private const int LargestPiece = 64 * 1024;
    private const int SmallestPiece = 256;
    private static readonly SearchValues<char> Ends = SearchValues.Create("\r\n");
    private readonly char[] _buffer = new char[encoding.GetMaxCharCount(PieceOf(stream))];
    private readonly byte[] _bytes = new byte[PieceOf(stream)];
    private readonly StringBuilder _long = new();
    private Decoder _decoder = encoding.GetDecoder();
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _offset = -1;
    private long _number;
    private int _fill;

    /// <summary>The bytes before the next line.</summary>
    public long Offset => _offset;

    /// <summary>Goes back to behind a line that was read before.</summary>
    public void GoBehind(TextLine line)
    {
        if (line.Next.Fill != _fill) GoTo(line.NextOffset, line.Number);
        else (_start, _offset, _number) = (line.Next.Index, line.NextOffset, line.Number); // it is still held
    }

    /// <summary>The next line; <see langword="false"/> at the end.</summary>
    public bool TryRead(out TextLine line)
    {
        if (_offset < 0) GoTo(preamble, 0);
        line = default;
        _long.Clear();
        long bytes = 0;
        var isCut = false;
        while (true)
        {
            if (_start == _end && !Fill())
            {
                if (bytes == 0) return false;
                line = Line(_long.ToString(), isCut, bytes);
                return true;
            }
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOfAny(Ends);
            var part = length < 0 ? rest : rest[..length];
            bytes += encoding.GetByteCount(part);
            _start += part.Length;
            if (length >= 0 && _long.Length == 0 && part.Length <= limit)
            {
                var text = part.ToString(); // before the buffer is filled again by the line's end
                line = Line(text, isCut, bytes + LineEnd());
                return true;
            }
            var room = Math.Min(part.Length, limit - _long.Length);
            if (room < part.Length) isCut = true;
            _long.Append(part[..room]);
            if (length < 0) continue;
            line = Line(_long.ToString(), isCut, bytes + LineEnd());
            return true;
        }
    }

    public void Dispose() => stream.Dispose();

    private TextLine Line(string text, bool isCut, long bytes)
    {
        _offset += bytes;
        return new TextLine(++_number, text, isCut, _offset, new TextPlace(_fill, _start));
    }

    private int LineEnd()
    {
        var isReturn = _buffer[_start++] == '\r';
        if (isReturn && (_start < _end || Fill()) && _buffer[_start] == '\n')
        {
            _start++;
            return 2 * encoding.GetByteCount("\n");
        }
        return encoding.GetByteCount("\n");
    }

    private void GoTo(long offset, long number)
    {
        stream.Position = offset;
        _decoder = encoding.GetDecoder();
        (_start, _end, _isAtEnd, _offset, _number) = (0, 0, false, offset, number);
    }

    private bool Fill()
    {
        _fill++;
        (_start, _end) = (0, 0);
        while (_end == 0 && !_isAtEnd)
        {
            var read = stream.Read(_bytes);
            _isAtEnd = read == 0;
            _end = _decoder.GetChars(_bytes.AsSpan(0, read), _buffer, flush: _isAtEnd);
        }
        return _end > 0;
    }

    // Small files are read by small pieces: a file is opened again for each question that is asked of it.
    private static int PieceOf(Stream stream) => (int)Math.Clamp(stream.Length, SmallestPiece, LargestPiece);
}
