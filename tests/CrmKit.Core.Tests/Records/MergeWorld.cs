using System.Text.Json;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Records;

/// <summary>What merge tests share: a plugin with a record type and fields that refer to accounts, and all stored values at once.</summary>
internal static class MergeWorld
{
    public static readonly Field<Guid> Keeper = Field.Reference("test.keeper");
    public static readonly Field<Guid> Broker = Field.Reference("test.broker");
    public static readonly Field<decimal> Discount = Field.Percent("test.discount");
    public static readonly Field<bool> IsKey = Field.Bool("test.is-key");
    public static readonly Field<DateTimeOffset> SeenAt = Field.Instant("test.seen-at");

    public static void Configure(ICrmPluginBuilder plugin) => plugin
        .RecordType("test.car", t => t.Named("Car", "Cars", "车辆").Fields(f => f.Add(Keeper, "account", "Keeper", "使用客户")))
        .Fields("opportunity", f => f.Add(Broker, "account", "Broker", "中间人"))
        .Fields("account", f => f.Add(Discount, "Discount", "折扣").Add(IsKey, "Key account", "大客户").Add(SeenAt, "Seen at", "最近到访"));

    /// <summary>Every stored value of every record of some types, without those that every write renews.</summary>
    public static async Task<SortedDictionary<string, string>> ValuesAsync(TestCrm crm, params IReadOnlyList<string> types)
    {
        await using var session = crm.OpenSession();
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var type in types.Select(session.Catalog.Type))
            foreach (var isDeleted in new[] { false, true })
            {
                string? cursor = null;
                do
                {
                    var page = await session.Records.QueryAsync(new RecordQuery(type.Key) { Deleted = isDeleted, Size = 500, Cursor = cursor });
                    foreach (var record in page.Items)
                    {
                        foreach (var field in type.Fields.Where(f => f.Key is not ("version" or "updatedAt" or "updatedById")))
                            values[$"{type.Key}/{record.Id} {field.Key}"] = JsonSerializer.Serialize(field.Get(record));
                        values[$"{type.Key}/{record.Id} (custom)"] = record.Custom.Json;
                    }
                    cursor = page.Next;
                }
                while (cursor is not null);
            }
        return values;
    }

    public static async Task<MergeOutcome> MergeAsync(TestCrm crm, Record winner, Record loser, MergeRule rest = MergeRule.Fill)
    {
        await using var session = crm.OpenSession();
        return (await session.Records.MergeAsync([Of(session, winner, loser) with { Rest = rest }]))[0];
    }

    public static MergeRequest Of(ICrmSession session, Record winner, Record loser) => new(RefOf(session, winner), RefOf(session, loser));

    public static RecordRef RefOf(ICrmSession session, Record record) => session.Catalog.TypeOf(record).Ref(record.Id);

    public static async Task<UnmergeOutcome> UndoAsync(TestCrm crm, Guid merge)
    {
        await using var session = crm.OpenSession();
        return (await session.Records.UnmergeAsync([merge]))[0];
    }

    /// <summary>All rows of a class, as stored.</summary>
    public static async Task<IReadOnlyList<T>> RowsAsync<T>(TestCrm crm) where T : class
    {
        await using var reader = await crm.Services.GetRequiredService<ICrmStore>().OpenReaderAsync("default", CancellationToken.None);
        return await reader.ListAsync(reader.Query<T>(), CancellationToken.None);
    }
}
