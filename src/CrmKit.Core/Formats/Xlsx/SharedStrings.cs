using System.Text;
using System.Xml;

namespace CrmKit.Formats.Xlsx;

/// <summary>The texts that cells name by number. The first ones are kept in memory, the rest in a file that goes with it, so that a book of any size is read in bounded memory.</summary>
internal sealed class SharedStrings : IDisposable
{
    private const int MostKept = 8 * 1024 * 1024; // characters
    private const int Remembered = 4096;

    private readonly List<string> _kept = [];
    private readonly List<long> _offsets = [];
    private readonly (int Index, string Text)[] _last = new (int, string)[Remembered];
    private FileStream? _rest;

    public int Count => _kept.Count + _offsets.Count;

    public string this[int index]
    {
        get
        {
            if (index < _kept.Count) return _kept[index];
            ref var last = ref _last[index % Remembered];
            if (last.Text is null || last.Index != index) last = (index, Read(_offsets[index - _kept.Count]));
            return last.Text;
        }
    }

    public static SharedStrings Read(XmlReader xml, int cellLimit, CancellationToken cancellationToken)
    {
        var strings = new SharedStrings();
        try
        {
            var length = 0L;
            while (xml.Read())
            {
                if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "si") continue;
                cancellationToken.ThrowIfCancellationRequested();
                var text = XlsxText.Of(xml, cellLimit);
                if ((length += text.Length + 16) <= MostKept && strings._rest is null) strings._kept.Add(text);
                else strings.Write(text);
            }
            return strings;
        }
        catch
        {
            strings.Dispose();
            throw;
        }
    }

    public void Dispose() => _rest?.Dispose();

    private void Write(string text)
    {
        _rest ??= new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        _offsets.Add(_rest.Position);
        var bytes = Encoding.UTF8.GetBytes(text);
        _rest.Write(BitConverter.GetBytes(bytes.Length));
        _rest.Write(bytes);
    }

    private string Read(long offset)
    {
        _rest!.Position = offset;
        Span<byte> length = stackalloc byte[4];
        _rest.ReadExactly(length);
        var bytes = new byte[BitConverter.ToInt32(length)];
        _rest.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
