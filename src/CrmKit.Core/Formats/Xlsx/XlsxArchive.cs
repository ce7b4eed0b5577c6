using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;
using CrmKit.Imports;

namespace CrmKit.Formats.Xlsx;

/// <summary>The zip file that a workbook is, opened with distrust: what it declares is checked before anything is unpacked, and what comes out is counted.</summary>
internal sealed class XlsxArchive : IDisposable
{
    private const int MostEntries = 10_000;
    private const int MostDirectoryBytes = 4 * 1024 * 1024;
    private const long SmallPart = 64 * 1024 * 1024;
    private const int MostRatio = 200; // sheets that repeat one row a million times come to about a hundred

    private static readonly XmlReaderSettings Xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
    };

    private readonly ZipArchive _zip;
    private readonly string _name;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);

    private XlsxArchive(ZipArchive zip, string name) => (_zip, _name) = (zip, name);

    /// <exception cref="CrmValidationException"><c>import.workbook-invalid</c>, <c>import.archive-bomb</c>.</exception>
    public static XlsxArchive Open(Stream stream, string name)
    {
        XlsxArchive? archive = null;
        try
        {
            CheckDirectory(stream, name);
            stream.Position = 0;
            archive = new XlsxArchive(new ZipArchive(stream, ZipArchiveMode.Read), name);
            foreach (var entry in archive._zip.Entries)
            {
                if (entry.Length > SmallPart && entry.Length / MostRatio > entry.CompressedLength) throw new CrmValidationException(ImportErrors.ArchiveBomb(name, entry.FullName));
                if (!archive._parts.TryAdd(entry.FullName.TrimStart('/'), entry)) throw archive.Invalid($"it has two parts '{entry.FullName}'");
            }
            return archive;
        }
        catch (Exception e)
        {
            archive?.Dispose();
            stream.Dispose();
            if (e is InvalidDataException or IOException or ArgumentException) throw new CrmValidationException(ImportErrors.WorkbookInvalid(name, "it is no whole zip file"));
            throw;
        }
    }

    public bool Has(string part) => _parts.ContainsKey(part);

    /// <summary>Opens a part for reading; its document type, if it brings one, is an error.</summary>
    public XmlReader Part(string part)
    {
        if (!_parts.TryGetValue(part, out var entry)) throw Invalid($"it has no part '{part}'");
        try
        {
            return XmlReader.Create(new CountedStream(entry.Open(), Math.Max(SmallPart, entry.CompressedLength * MostRatio), () => new CrmValidationException(ImportErrors.ArchiveBomb(_name, part))), Xml);
        }
        catch (InvalidDataException broken) // its first bytes are read to know their encoding
        {
            throw Invalid(broken.Message);
        }
    }

    public CrmValidationException Invalid(string why) => new(ImportErrors.WorkbookInvalid(_name, why));

    public void Dispose() => _zip.Dispose();

    // The directory is read as a whole by whoever opens a zip file, whatever number of entries it declares: its size is checked first.
    private static void CheckDirectory(Stream stream, string name)
    {
        var tail = new byte[(int)Math.Min(stream.Length, ushort.MaxValue + 22)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + 22 > tail.Length) throw new InvalidDataException();
        var (entries, offset) = (BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10)), BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16)));
        if (entries > MostEntries || stream.Length - tail.Length + end - offset > MostDirectoryBytes) throw new CrmValidationException(ImportErrors.ArchiveBomb(name, "directory"));
    }

    private sealed class CountedStream(Stream inner, long most, Func<Exception> tooMuch) : Stream
    {
        private long _count;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            return (_count += read) <= most ? read : throw tooMuch();
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
