using CrmKit.Conversions;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Testing;

namespace CrmKit.RealEstate;

/// <summary>A host with the plugin, and a session in which everything is allowed.</summary>
public sealed class World : IAsyncDisposable
{
    public PluginTestHost Host { get; } = PluginTestHost.With<RealEstatePlugin>("realestate");

    public ICrmSession Session => field ??= Host.OpenSession();

    public Task<CustomRecord> UnitAsync(string name, decimal price = 400_000, decimal area = 80, decimal? rooms = 3, string status = Units.Available, Guid? building = null, long? floor = null) =>
        Session.Records.CreateAsync(NewUnit(name, price, area, rooms, status, building, floor));

    public static CustomRecord NewUnit(string name, decimal price = 400_000, decimal area = 80, decimal? rooms = 3, string status = Units.Available, Guid? building = null, long? floor = null) =>
        new(Units.Type, name) { [Units.Kind] = "residential", [Units.Status] = status, [Units.AskingPrice] = price, [Units.Area] = area, [Units.Rooms] = rooms, [Units.Building] = building, [Units.Floor] = floor };

    public Task<CustomRecord> ReserveAsync(CustomRecord unit, DateTimeOffset? until = null, ICrmSession? session = null) =>
        (session ?? Session).Records.CreateAsync(new CustomRecord(Reservations.Type) { [Reservations.Unit] = unit.Id, [Reservations.ExpiresAt] = until });

    public Task<Opportunity> SaleAsync(string name, CustomRecord? unit = null, decimal? price = null) =>
        Session.Records.CreateAsync(new Opportunity { Name = name, [Searches.Unit] = unit?.Id, [Searches.AgreedPrice] = price }, new InitialState { Pipeline = Sale.Key });

    public Task MoveAsync(CrmKit.Records.Record record, string stage, string? reason = null) =>
        Session.Pipelines.MoveAsync([new StageMove(new RecordRef(Session.Catalog.TypeOf(record).Key, record.Id), stage) { LossReason = reason }]);

    public async Task<T> ConvertAsync<T>(string from, Guid id) where T : CrmKit.Records.Record =>
        await Session.Records.GetAsync<T>((await Session.Conversions.ConvertAsync(new RecordRef(from, id), new ConversionOptions { Process = "realestate.sale" })).Target.Id);

    public async Task<CustomRecord> AgainAsync(CustomRecord record) => (CustomRecord)await Session.Records.GetAsync(new RecordRef(record.TypeKey, record.Id));

    public async Task<string?> StatusAsync(CustomRecord unit) => (await AgainAsync(unit))[Units.Status];

    public Task SetAsync(CrmKit.Records.Record record, string field, object? value) =>
        Session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef(Session.Catalog.TypeOf(record).Key, record.Id), new Dictionary<string, object?> { [field] = value }));

    public static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Error.Code;

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Host.DisposeAsync();
    }
}
