using CrmKit.Records;
using Microsoft.AspNetCore.Components;

namespace CrmKit.RealEstate;

/// <summary>One floor of a building, with its units and where they are in their sale.</summary>
public sealed partial class FloorRow
{
    /// <summary>Which floor; <see langword="null"/> when nobody said.</summary>
    [Parameter]
    public long? Floor { get; set; }

    /// <summary>Its units, in their order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CustomRecord> Stock { get; set; } = [];

    /// <summary>The unit whose page it is.</summary>
    [Parameter]
    public Guid Current { get; set; }

    private string Status(CustomRecord unit) => UnitStatuses.Of(Session).FirstOrDefault(o => o.Code == unit[Units.Status])?.Label.For(Request.Culture) ?? "";
}
