using System.Text.Json;
using CrmKit.Sessions;

namespace CrmKit.Persons;

/// <summary>What a plugin keeps about people where CrmKit does not look: tables of its own, files, other systems. Records of its types and its fields need none: mark them as personal.</summary>
/// <remarks>One instance per session, as the system. Throwing refuses the export, or the erasure with all that was erased: nobody is told that something is gone while it is not.</remarks>
public interface IPersonData
{
    /// <summary>Adds what is kept about the person.</summary>
    ValueTask ExportAsync(PersonExportContext context, CancellationToken cancellationToken);

    /// <summary>Removes it, in the transaction of the erasure.</summary>
    ValueTask EraseAsync(PersonErasureContext context, CancellationToken cancellationToken);
}

/// <summary>A person whose data are given out.</summary>
public sealed class PersonExportContext
{
    private readonly Action<string, JsonElement> _add;

    internal PersonExportContext(ICrmSession session, IReadOnlyList<RecordRef> people, IReadOnlyList<string> identifiers, Action<string, JsonElement> add) =>
        (Session, People, Identifiers, _add) = (session, people, identifiers, add);

    /// <summary>The doors, as the system.</summary>
    public ICrmSession Session { get; }

    /// <summary>The contacts and leads that are the person.</summary>
    public IReadOnlyList<RecordRef> People { get; }

    /// <summary>The e-mail addresses and telephone numbers, as they are stored.</summary>
    public IReadOnlyList<string> Identifiers { get; }

    /// <summary>Adds a part; leave out what is about others.</summary>
    /// <param name="name">What it is called in the file, within the plugin's own part.</param>
    /// <param name="content">What is kept.</param>
    public void Add(string name, JsonElement content)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _add(name, content);
    }
}

/// <summary>A person who is erased.</summary>
public sealed class PersonErasureContext
{
    private readonly Action<int> _erased;

    internal PersonErasureContext(ICrmSession session, IReadOnlyList<RecordRef> people, IReadOnlyList<string> identifiers, Action<int> erased) =>
        (Session, People, Identifiers, _erased) = (session, people, identifiers, erased);

    /// <summary>The doors, as the system, inside the transaction.</summary>
    public ICrmSession Session { get; }

    /// <summary>The contacts and leads that are the person; they are empty already.</summary>
    public IReadOnlyList<RecordRef> People { get; }

    /// <summary>The e-mail addresses and telephone numbers, as they were stored.</summary>
    public IReadOnlyList<string> Identifiers { get; }

    /// <summary>Says how many things were removed, for the report.</summary>
    public void Erased(int count) => _erased(count);
}
