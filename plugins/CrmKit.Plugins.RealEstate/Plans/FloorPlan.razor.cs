using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>The units on the floor of a unit: on the page of the unit.</summary>
public sealed partial class FloorPlan
{
    private const int Most = 200;

    private List<CustomRecord> _units = [];
    private long? _floor;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        if (Request.Record is not { } wanted || await Session.Records.FindAsync(wanted, Cancelled) is not CustomRecord unit || unit[Units.Building] is not { } building || (_floor = unit[Units.Floor]) is null) return;
        (_units, _) = await Session.SeenAsync<CustomRecord>(new RecordQuery(Units.Type) { Filter = $"{Units.Building.Key} eq {building} and {Units.Floor.Key} eq {_floor}", OrderBy = "name" }, Most, Cancelled);
    }
}
