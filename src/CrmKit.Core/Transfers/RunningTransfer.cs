using CrmKit.Imports;

namespace CrmKit.Transfers;

/// <summary>One that runs here: how far it is, and what ends it before its end.</summary>
internal sealed class RunningTransfer : IProgress<ImportProgress>, IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly Action<RunningTransfer> _leave;
    private volatile TransferProgress _progress = new();
    private int _why;

    public RunningTransfer(TransferEntry entry, Action<RunningTransfer> leave, CancellationToken stopping)
    {
        (Entry, _leave) = (entry, leave);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    public TransferEntry Entry { get; }

    public TransferProgress Progress => _progress;

    /// <summary>Ends the work.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Why it was ended here; the host stops when it was not.</summary>
    public TransferStop Why => (TransferStop)Volatile.Read(ref _why);

    /// <summary>The refusal that ended it, with <see cref="TransferStop.Refused"/>.</summary>
    public CrmException? Refusal { get; private set; }

    public void Report(ImportProgress value) => _progress = new()
    {
        Rows = value.Rows, Created = value.Created, Updated = value.Updated, Skipped = value.Skipped, Refused = value.Refused, Asked = value.Asked, Bytes = value.Bytes, TotalBytes = value.TotalBytes,
    };

    public void Report(TransferProgress value) => _progress = value;

    public void Refuse(CrmException refusal)
    {
        Refusal = refusal;
        End(TransferStop.Refused);
    }

    /// <summary>Ends it; the first reason holds.</summary>
    public void End(TransferStop why)
    {
        if (Interlocked.CompareExchange(ref _why, (int)why, (int)TransferStop.Host) != (int)TransferStop.Host) return;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has ended by itself
        }
    }

    public void Dispose()
    {
        _leave(this);
        _stop.Dispose();
    }
}

/// <summary>Why one ended before its end.</summary>
internal enum TransferStop
{
    /// <summary>The host stops: the next one goes on.</summary>
    Host,

    /// <summary>Its tenant was suspended: it goes on when that is resumed.</summary>
    Suspended,

    /// <summary>Somebody does not want it any more.</summary>
    Cancelled,

    /// <summary>Its owner's rights were taken away.</summary>
    Refused,

    /// <summary>Its row was removed, or is another process's: nothing is written about it any more.</summary>
    Lost,
}
