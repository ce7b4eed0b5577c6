using CrmKit.Access;
using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Records;

/// <summary>Notes in the security log who read which record about a person, where the host wants it: each once in a session, written in the background with everything else there.</summary>
internal sealed class PersonReads(CrmSession session, ISecurityLog log, IOptions<CrmKitOptions> options) : ISessionService
{
    private readonly bool _isOn = options.Value.PersonReadsAreLogged;
    private HashSet<RecordRef>? _noted;

    /// <summary>Of one record, asked for by its id.</summary>
    public Task<T> OfAsync<T>(Task<T> reading) where T : Record? => _isOn ? NotedAsync(reading) : reading;

    /// <summary>Of a page: only where one record was asked for alone.</summary>
    public Task<RecordPage> OfAsync(RecordQuery query, Task<RecordPage> reading) => _isOn && query.Size == 1 ? NotedAsync(reading) : reading;

    private async Task<T> NotedAsync<T>(Task<T> reading) where T : Record?
    {
        var record = await reading;
        if (record is not null) Note(record);
        return record;
    }

    private async Task<RecordPage> NotedAsync(Task<RecordPage> reading)
    {
        var page = await reading;
        if (page.Items is [var record]) Note(record);
        return page;
    }

    private void Note(Record record)
    {
        if (session.Actor.UserId is not { } user || session.Catalog.TypeOf(record) is not { IsPerson: true } type) return;
        var read = type.Ref(record.Id);
        if ((_noted ??= []).Add(read)) log.Write(new SecurityEvent(SecurityKinds.PersonRead) { TenantId = session.TenantId, UserId = user, Address = session.Origin?.Address, Detail = SecurityKinds.DetailOf(read) });
    }
}
