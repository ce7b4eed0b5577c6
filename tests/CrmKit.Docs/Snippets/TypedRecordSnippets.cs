using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets.Typed;

public enum CrateState
{
    InStock,
    Sold,
}

#region typed-record
[CrmRecord("acme.crate", "Crate", "Crates", Chinese = "箱子")]
public sealed partial record Crate
{
    [CrmField("Code", IsRequired = true, IsUnique = true)]
    public partial string Code { get; set; }

    [CrmField("Price", Chinese = "价格", Kind = "Money", Minimum = 0, IsIndexed = true)]
    public partial decimal? Price { get; set; }

    [CrmField("State")]
    public partial CrateState? State { get; set; } // members of the enum are the options

    [CrmField("Lead", References = "lead")]
    public partial Guid? LeadId { get; set; }
}

[CrmFields(typeof(Lead), "acme")]
public sealed partial record CrateLead
{
    [CrmField("Crates wanted")]
    public partial long? CratesWanted { get; set; }
}

public sealed class CratePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        Crate.AddTo(plugin);
        CrateLead.AddTo(plugin);
    }
}
#endregion

internal static class TypedUse
{
    public static async Task<string> UseAsync(ICrmSession session, Lead lead, CancellationToken cancellationToken)
    {
        #region typed-use
        var crate = Crate.New("First");
        (crate.Code, crate.Price, crate.State) = ("A-1", 12.5m, CrateState.InStock);
        var stored = new Crate(await session.Records.CreateAsync(crate.Record, cancellationToken: cancellationToken));
        var dear = await session.Records.ListAsync(new Specification<CustomRecord>(r => r[Crate.PriceField] > 10).OfType(Crate.TypeKey), cancellationToken);
        var wanted = new CrateLead(lead).CratesWanted;
        #endregion
        return $"{stored} {dear.Count} {wanted}";
    }
}
