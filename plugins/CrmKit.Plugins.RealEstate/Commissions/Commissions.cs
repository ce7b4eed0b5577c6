using CrmKit.Documents;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>What a sale brings to those who made it: a share of the price, divided among agents.</summary>
public static class Commissions
{
    public const string ShareType = "realestate.commission-share";

    /// <summary>On the sale: how much of the agreed price is commission, what that is, and how much of it is given to agents.</summary>
    public static readonly Field<decimal> Percent = Field.Percent("realestate.commission-percent");
    public static readonly Field<decimal> Amount = Field.Money("realestate.commission");
    public static readonly Field<decimal> SharedPercent = Field.Percent("realestate.commission-shared");

    /// <summary>On the share.</summary>
    public static readonly Field<Guid> Sale = Field.Reference("realestate.sale");
    public static readonly Field<Guid> Agent = Field.Reference("realestate.agent");
    public static readonly Field<decimal> SharePercent = Field.Percent("realestate.percent");
    public static readonly Field<decimal> ShareAmount = Field.Money("realestate.amount");

    public static void DefineSale(FieldsBuilder fields) => fields
        .Add(Percent, "Commission %", "佣金比例", f => f with { Minimum = 0, Maximum = 100, Description = new("The commission in percent of the agreed price, such as 3.", "佣金占成交价的百分比，例如 3。") })
        .Add(Amount, "Commission", "佣金", f => f with { Nature = FieldNature.Computed, Description = new("Agreed price × commission %; what the agents share.", "成交价 × 佣金比例；由经纪人分配。") })
        .Add(SharedPercent, "Commission given to agents (%)", "已分配佣金比例", f => f with { Minimum = 0, Maximum = 100, Description = new("The sum of the shares; kept by the plugin.", "各份额之和，由插件维护。") });

    public static void DefineShare(CustomTypeBuilder type) => type
        .Named("Commission share", "Commission shares", "佣金分成")
        .Fields(fields => fields
            .Add(Sale, "opportunity", "Sale", "销售机会", f => f with { IsRequired = true, Description = new("The sale whose commission is shared.", "分配佣金的销售机会。") })
            .Add(Agent, "user", "Agent", "经纪人", f => f with { IsRequired = true, Description = new("Who gets the share; once per sale.", "获得份额的经纪人；每笔销售一次。") })
            .Add(SharePercent, "Share (%)", "份额（%）", f => f with { IsRequired = true, Minimum = 0.0001m, Maximum = 100, Description = new("The agent's part of the commission; all shares together are at most 100 %.", "该经纪人占佣金的比例；合计不超过 100%。") })
            .Add(ShareAmount, "Amount", "金额", f => f with { Description = new("Kept by the plugin; all shares together come to the commission exactly.", "由插件维护；各份额之和恰为佣金。") }));
}

/// <summary>The commission of a sale follows its price.</summary>
internal sealed class CommissionAmount : IBeforeSave
{
    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var sale in context.Changes.Select(c => c.After).OfType<Opportunity>())
            sale[Commissions.Amount] = sale[Searches.AgreedPrice] * sale[Commissions.Percent] is { } amount ? Amounts.Round(amount / 100, Currencies.MinorUnits(sale.Currency)) : null;
        return default;
    }
}

/// <summary>A share names itself after its agent's part when nobody names it.</summary>
internal sealed class CommissionShareName : IBeforeSave
{
    public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var unnamed = context.Changes.Select(c => (CustomRecord)c.After).Where(s => s.Name.Length == 0).ToList();
        var users = await context.Session.ByIdAsync<Planning.User>("user", unnamed.Select(s => s[Commissions.Agent]).OfType<Guid>(), cancellationToken);
        foreach (var share in unnamed)
            if (users.TryGetValue(share[Commissions.Agent] ?? Guid.Empty, out var agent)) share.Name = agent.Name;
    }
}

/// <summary>Shares never come to more than the commission, and to its last cent when they come to 100 %.</summary>
[Saves("opportunity", EndsByItself = true), Saves(Commissions.ShareType, EndsByItself = true)]
internal sealed class CommissionSplit : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        var ids = context.Type.Key == Commissions.ShareType
            ? context.Changes.SelectMany(c => new[] { c.Before?[Commissions.Sale], c.After[Commissions.Sale] }).OfType<Guid>().ToHashSet()
            : [.. context.Changes.Where(c => c.Before is { } before && before[Commissions.Amount] != c.After[Commissions.Amount]).Select(c => c.After.Id)];
        if (ids.Count == 0) return;
        var sales = await context.Session.ByIdAsync<Opportunity>("opportunity", ids, cancellationToken);
        var shares = (await context.Session.ReferringAsync(Commissions.ShareType, Commissions.Sale, ids, cancellationToken)).ToLookup(s => s[Commissions.Sale]!.Value);
        var changes = new ChangeSet { Reason = "The commission was divided." };
        foreach (var sale in sales.Values)
        {
            var own = shares[sale.Id].OrderBy(s => s.Id).ToList();
            var given = own.Sum(s => s[Commissions.SharePercent] ?? 0);
            if (given > 100) context.Refuse(context.Changes.First(c => c.After[Commissions.Sale] == sale.Id), RealEstateErrors.CommissionOver(sale, given));
            // Two who give shares of one sale at the same time both write the sale: its version lets one through.
            if ((sale[Commissions.SharedPercent] ?? 0) != given)
                changes.Patch(new RecordRef("opportunity", sale.Id), new Dictionary<string, object?> { [Commissions.SharedPercent.Key] = given }, sale.Version);
            foreach (var (share, amount) in own.Zip(Divide(sale, own, given)))
                if (share[Commissions.ShareAmount] != amount)
                    changes.Patch(new RecordRef(Commissions.ShareType, share.Id), new Dictionary<string, object?> { [Commissions.ShareAmount.Key] = amount });
        }
        if (changes.Changes.Count == 0) return;
        using var _ = context.Session.AsSystem(Questions.Actor);
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }

    private static IEnumerable<decimal?> Divide(Opportunity sale, List<CustomRecord> shares, decimal given) => sale[Commissions.Amount] is not { } commission || given == 0
        ? shares.Select(_ => (decimal?)null)
        : Amounts.Split(commission, [.. shares.Select(s => s[Commissions.SharePercent] ?? 0), 100 - given], Currencies.MinorUnits(sale.Currency)).Take(shares.Count).Select(a => (decimal?)a);
}

/// <summary>A sale is not signed while part of its commission belongs to nobody.</summary>
internal static class CommissionGuard
{
    public static async ValueTask CheckAsync(StageGuardContext context, CancellationToken cancellationToken)
    {
        var signing = context.Moves.Where(m => m.Target.Key == RealEstate.Sale.Signed && m.Record[Commissions.Percent] > 0).ToList();
        if (signing.Count == 0) return;
        var shares = (await context.Session.ReferringAsync(Commissions.ShareType, Commissions.Sale, signing.Select(m => m.Record.Id), cancellationToken)).ToLookup(s => s[Commissions.Sale]);
        foreach (var move in signing)
            if (shares[move.Record.Id].Sum(s => s[Commissions.SharePercent] ?? 0) is var given and not 100) context.Refuse(move, RealEstateErrors.CommissionOpen(move.Record, given));
    }
}
