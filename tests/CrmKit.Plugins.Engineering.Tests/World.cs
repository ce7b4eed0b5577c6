using CrmKit.Contracts;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Testing;

namespace CrmKit.Engineering;

/// <summary>A host with the plugin, and a session in which everything is allowed.</summary>
public sealed class World : IAsyncDisposable
{
    public PluginTestHost Host { get; } = PluginTestHost.With<EngineeringPlugin>("engineering");

    public ICrmSession Session => field ??= Host.OpenSession();

    public Task<CustomRecord> FactorAsync(string name, decimal weight) => Session.Records.CreateAsync(new CustomRecord(BidFactors.Type, name) { [BidFactors.Weight] = weight });

    public Task<Opportunity> TenderAsync(string name = "Bridge", string? currency = null) => Session.Records.CreateAsync(
        new Opportunity { Name = name, Currency = currency, [Tenders.DueOn] = new DateOnly(2026, 5, 1) }, new InitialState { Pipeline = Tenders.Pipeline });

    public Task<CustomRecord> AnswerAsync(Opportunity tender, CustomRecord factor, long points, string? reason = null) =>
        Session.Records.CreateAsync(new CustomRecord(BidFactors.AnswerType) { [BidFactors.Tender] = tender.Id, [BidFactors.Factor] = factor.Id, [BidFactors.Points] = points, [BidFactors.Reason] = reason });

    public async Task<Contract> SignedAsync(decimal amount, decimal? retention = null, decimal? limit = null, string? currency = null, params decimal[] percents)
    {
        var contract = await Session.Records.CreateAsync(new Contract { Name = "Bridge", Amount = amount, Currency = currency, [ContractTerms.RetentionPercent] = retention, [ContractTerms.RetentionLimitPercent] = limit });
        for (var i = 0; i < percents.Length; i++) await MilestoneAsync(contract, $"M{i + 1}", percents[i], i + 1);
        await MoveAsync(contract, "active");
        return await Session.Records.GetAsync<Contract>(contract.Id);
    }

    public Task<CustomRecord> MilestoneAsync(Contract contract, string name, decimal? percent, long? position = null) =>
        Session.Records.CreateAsync(new CustomRecord(Milestones.Type, name) { [Milestones.Contract] = contract.Id, [Milestones.Percent] = percent, [Milestones.Position] = position });

    public async Task<List<CustomRecord>> MilestonesAsync(Contract contract) =>
        [.. (await Session.Records.ListAsync(new Specification<CustomRecord>().OfType(Milestones.Type))).Where(m => m[Milestones.Contract] == contract.Id).OrderBy(m => m[Milestones.Position])];

    public Task<CustomRecord> ChangeOrderAsync(Contract contract, decimal? amount, long? days = null, ICrmSession? session = null) =>
        (session ?? Session).Records.CreateAsync(new CustomRecord(ChangeOrders.Type) { [ChangeOrders.Contract] = contract.Id, [ChangeOrders.Amount] = amount, [ChangeOrders.Days] = days });

    public Task MoveAsync(CrmKit.Records.Record record, string stage, string? reason = null) =>
        Session.Pipelines.MoveAsync([new StageMove(new RecordRef(Session.Catalog.TypeOf(record).Key, record.Id), stage) { LossReason = reason }]);

    public Task SetAsync(CrmKit.Records.Record record, string field, object? value) =>
        Session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef(Session.Catalog.TypeOf(record).Key, record.Id), new Dictionary<string, object?> { [field] = value }));

    public Task<T> AgainAsync<T>(T record) where T : CrmKit.Records.Record => record is CustomRecord custom ? CustomAsync<T>(custom) : Session.Records.GetAsync<T>(record.Id);

    public static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<CrmException>(act)).Error.Code;

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Host.DisposeAsync();
    }

    private async Task<T> CustomAsync<T>(CustomRecord record) where T : CrmKit.Records.Record => (T)await Session.Records.GetAsync(new RecordRef(record.TypeKey, record.Id));
}
