using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Counts calls under way per plugin in a memory-mapped file: what the process wrote there survives it, however it ends. The next start reads whose calls were under way when the last one ended
/// without finishing them. Every process of a folder has a file of its own; without a place to write, nothing is remembered.
/// </summary>
internal sealed class CrashJournal : IDisposable
{
    public const string FolderName = ".journal";
    private const int Slots = 256;
    private const int SlotSize = 128; // eight bytes of count, then the id in ASCII, zero-terminated
    private const int MostFiles = 16;
    private static readonly Slot Nowhere = new();

    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();
    private FileStream? _file;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    /// <param name="folder">Where the files are; made when it is missing and its parent exists. <see langword="null"/> for none.</param>
    /// <param name="log">Says when there is no place to write.</param>
    public CrashJournal(string? folder, ILogger log)
    {
        if (folder is null || !Directory.Exists(Path.GetDirectoryName(folder))) return;
        try
        {
            Directory.CreateDirectory(folder);
            Suspects = Open(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            log.LogInformation("There is no place in {Folder} to note which plugin ends the process: {Reason}", folder, e.Message);
            Close();
        }
    }

    /// <summary>The plugins whose calls were under way when an earlier process of the folder ended.</summary>
    public IReadOnlyList<string> Suspects { get; } = [];

    /// <summary>The plugin's counter; one that counts nowhere when there is no room.</summary>
    public Slot SlotOf(string pluginId)
    {
        lock (_turn)
        {
            if (_slots.TryGetValue(pluginId, out var slot)) return slot;
            if (_view is not { } view || _slots.Count == Slots || pluginId.Length > SlotSize - 9) return Nowhere;
            var offset = _slots.Count * SlotSize;
            var id = Encoding.ASCII.GetBytes(pluginId + '\0');
            view.WriteArray(offset + sizeof(long), id, 0, id.Length);
            return _slots[pluginId] = new Slot(view, offset);
        }
    }

    public void Dispose() => Close();

    private List<string> Open(string folder)
    {
        var suspects = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < MostFiles; i++)
        {
            FileStream file;
            try
            {
                file = new FileStream(Path.Combine(folder, $"calls-{i}.bin"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                continue; // a process that runs has it
            }
            suspects.UnionWith(Read(file));
            file.SetLength(0);
            if (_file is null) _file = file;
            else file.Dispose();
        }
        if (_file is not null)
        {
            _file.SetLength(Slots * SlotSize);
            _map = MemoryMappedFile.CreateFromFile(_file, null, Slots * SlotSize, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, Slots * SlotSize);
        }
        return [.. suspects.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Read(FileStream file)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        for (var offset = 0; offset + SlotSize <= bytes.Length; offset += SlotSize)
        {
            if (BitConverter.ToInt64(bytes, offset) <= 0) continue;
            var id = bytes.AsSpan(offset + sizeof(long), SlotSize - sizeof(long));
            yield return Encoding.ASCII.GetString(id[..Math.Max(0, id.IndexOf((byte)0))]);
        }
    }

    private void Close()
    {
        // Slots outlive the file where a call does: they count nowhere then.
        lock (_turn)
        {
            foreach (var slot in _slots.Values) slot.Detach();
            _slots.Clear();
        }
        _view?.Dispose();
        _map?.Dispose();
        _file?.Dispose();
        (_view, _map, _file) = (null, null, null);
    }

    /// <summary>The counter of one plugin.</summary>
    internal sealed class Slot
    {
        private readonly nint _address;
        private long _nowhere;
        private int _isDetached;

        public Slot() => _isDetached = 1;

        public Slot(MemoryMappedViewAccessor view, int offset) => _address = view.SafeMemoryMappedViewHandle.DangerousGetHandle() + (nint)view.PointerOffset + offset;

        public void Enter() => Interlocked.Increment(ref Count);

        public void Leave() => Interlocked.Decrement(ref Count);

        public void Detach() => Volatile.Write(ref _isDetached, 1);

        private ref long Count
        {
            get
            {
                if (Volatile.Read(ref _isDetached) == 0) return ref Unsafe.AddByteOffset(ref Unsafe.NullRef<long>(), _address);
                return ref _nowhere;
            }
        }
    }
}
