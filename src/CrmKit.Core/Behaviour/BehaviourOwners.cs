using CrmKit.Events;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Behaviour;

/// <summary>Contacts and accounts that have other events than before.</summary>
internal sealed class BehaviourOwners
{
    public HashSet<Guid> Contacts { get; } = [];
    public HashSet<Guid> Accounts { get; } = [];

    public void Add(Guid? contact, Guid? account)
    {
        if (contact is { } person) Contacts.Add(person);
        if (account is { } company) Accounts.Add(company);
    }

    public void Add(BehaviourOwners others)
    {
        Contacts.UnionWith(others.Contacts);
        Accounts.UnionWith(others.Accounts);
    }

    /// <summary>Adds what tells it to the rows of the transaction.</summary>
    public void Tell(CrmSession session, StoreBatch rows)
    {
        foreach (var (type, records) in new[] { ("contact", Contacts), ("account", Accounts) })
            if (records.Count > 0) rows.Inserts.Add(EventWriter.Message(session, $"{type}.behaviour-changed", records, static (json, record) => json.WriteString("id", record)));
    }
}
