namespace CrmKit.Exports;

/// <summary>Takes what a format writes in one call, so that nothing of a plugin holds or blocks the real output.</summary>
internal sealed class ExportBuffer : Stream
{
    private const int Most = 64 * 1024 * 1024;
    private readonly MemoryStream _bytes = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends on what was written.</summary>
    public async Task SendAsync(Stream output, CancellationToken cancellationToken)
    {
        _bytes.Position = 0;
        await _bytes.CopyToAsync(output, cancellationToken);
        _bytes.SetLength(0);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_bytes.Length + buffer.Length > Most) throw new IOException("A format wrote more than 64 MiB in one call.");
        _bytes.Write(buffer);
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
