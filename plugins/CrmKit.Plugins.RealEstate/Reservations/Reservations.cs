using CrmKit.Fields;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>A buyer's hold on a unit at a price until a time. A unit has at most one that is live.</summary>
public static class Reservations
{
    public const string Type = "realestate.reservation";

    public static readonly Field<Guid> Unit = Field.Reference("realestate.unit");
    public static readonly Field<Guid> Sale = Field.Reference("realestate.sale");
    public static readonly Field<decimal> Price = Field.Money("realestate.price");
    public static readonly Field<DateTimeOffset> ExpiresAt = Field.Instant("realestate.expires-at");

    public const string Live = "live", Fulfilled = "fulfilled", Cancelled = "cancelled", Expired = "expired";

    /// <summary>For how many days a unit is reserved unless the reservation says when it expires.</summary>
    public static readonly Field<long> Days = Field.Integer("realestate.reservation-days");

    internal const long UsualDays = 14;

    public static PipelineDefinition Pipeline { get; } = new()
    {
        Key = Type,
        RecordType = Type,
        Label = new("Reservation", "预订"),
        Stages =
        [
            new() { Key = Live, Label = new("Live", "有效"), ProbabilityPercent = 75 },
            new() { Key = Fulfilled, Label = new("Fulfilled", "已成交"), ProbabilityPercent = 100, Category = StageCategory.Won },
            new() { Key = Cancelled, Label = new("Cancelled", "已取消"), Category = StageCategory.Lost },
            new() { Key = Expired, Label = new("Expired", "已过期"), Category = StageCategory.Lost },
        ],
    };

    public static void Define(CustomTypeBuilder type) => type
        .Named("Reservation", "Reservations", "预订")
        .Fields(fields => fields
            .Add(Unit, Units.Type, "Unit", "房源", f => f with { IsRequired = true, Description = new("The unit that is held for the buyer.", "为买方保留的房源。") })
            .Add(Sale, "opportunity", "Sale", "销售机会", f => f with { Description = new("The sale that the reservation is for.", "该预订所属的销售机会。") })
            .Add(Price, "Price", "价格", f => f with { Minimum = 0, Description = new("Fixed for as long as the reservation is live; the asking price unless given.", "预订有效期间不变；未填则为报价。") })
            .Add(ExpiresAt, "Expires at", "到期时间", f => f with { IsRequired = true, IsIndexed = true, Description = new("When the hold ends by itself and the unit is free again.", "预订自动失效、房源重新可售的时间。") }));

    internal static bool IsLive(Record? record) => record is CustomRecord { StageKey: Live, DeletedAt: null };

    /// <summary>Whether its time is over, though nobody has ended it yet.</summary>
    internal static bool HasLapsed(CustomRecord reservation, DateTimeOffset now) => reservation[ExpiresAt] <= now;

    /// <summary>The live reservations of units.</summary>
    internal static ValueTask<List<CustomRecord>> LiveAsync(this ICrmSession session, IEnumerable<Guid> units, CancellationToken cancellationToken) =>
        session.ReferringAsync(Type, Unit, units, cancellationToken, $"stage eq '{Live}'");

    /// <summary>Ends live reservations through the door to stages.</summary>
    internal static async ValueTask EndAsync(this ICrmSession session, IEnumerable<CustomRecord> reservations, string stage, string note, CancellationToken cancellationToken)
    {
        var moves = reservations.Select(r => new StageMove(new RecordRef(Type, r.Id), stage) { Note = note }).ToList();
        if (moves.Count == 0) return;
        using var _ = session.AsSystem(Questions.Actor);
        await session.Pipelines.MoveAsync(moves, cancellationToken: cancellationToken);
    }
}
