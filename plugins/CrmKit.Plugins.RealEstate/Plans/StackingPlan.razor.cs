using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>The units of a development as its buildings stand: floor over floor, each with its status. The wall of a sales office, as a page.</summary>
public sealed partial class StackingPlan
{
    private const int Most = 2_000;

    private List<CustomRecord> _developments = [];
    private List<CustomRecord> _buildings = [];
    private readonly List<CustomRecord> _units = [];
    private Guid _shown;
    private bool _isComplete = true;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        (_developments, _) = await Session.SeenAsync<CustomRecord>(new RecordQuery(Developments.Type) { OrderBy = "name" }, Most, Cancelled);
        _ = Guid.TryParse(Request.Values.GetValueOrDefault("development"), out _shown);
        if (_developments.All(d => d.Id != _shown)) _shown = _developments.Count > 0 ? _developments[0].Id : default;
        (_buildings, _) = await Session.SeenAsync<CustomRecord>(new RecordQuery(Buildings.Type) { Filter = $"{Buildings.Development.Key} eq {_shown}", OrderBy = "name" }, Most, Cancelled);
        foreach (var filter in Questions.In(Units.Building.Key, _buildings.Select(b => b.Id)))
        {
            var (units, isComplete) = await Session.SeenAsync<CustomRecord>(new RecordQuery(Units.Type) { Filter = filter, OrderBy = "name" }, Most - _units.Count, Cancelled);
            _units.AddRange(units);
            if (!(_isComplete = isComplete && _units.Count < Most)) break;
        }
    }
}
