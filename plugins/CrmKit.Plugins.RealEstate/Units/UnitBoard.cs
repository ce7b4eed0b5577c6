using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;
using CrmKit.Fields;
using CrmKit.Records;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.RealEstate;

/// <summary>The units of a development by building and floor, top floor first, each with its status: the wall of a sales office.</summary>
internal sealed class UnitBoardEndpoint : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "realestate.board",
        Method = "GET",
        Path = "/developments/{id}/board",
        Summary = new("The units of a development by building and floor, with their status.", "按楼栋和楼层列出房源及状态"),
        Requires = new Permission(Units.Type, Operations.Read, AccessScope.All),
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(context.Request.Path["id"], out var id)) throw new CrmNotFoundException(RealEstateErrors.DevelopmentUnknown(context.Request.Path["id"]));
        var session = context.Session;
        var development = (CustomRecord)await session.Records.GetAsync(new RecordRef(Developments.Type, id), cancellationToken);
        var (buildings, _) = await session.SeenAsync<CustomRecord>(new RecordQuery(Buildings.Type) { Filter = $"{Buildings.Development.Key} eq {id}", OrderBy = "name" }, int.MaxValue, cancellationToken);
        var stock = new List<CustomRecord>();
        foreach (var filter in Questions.In(Units.Building.Key, buildings.Select(b => b.Id)))
            stock.AddRange((await session.SeenAsync<CustomRecord>(new RecordQuery(Units.Type) { Filter = filter }, int.MaxValue, cancellationToken)).Items);
        var units = stock.ToLookup(u => u[Units.Building]!.Value);
        return EndpointAnswer.Json(new JsonObject
        {
            ["id"] = development.Id.ToString(),
            ["name"] = development.Name,
            ["totals"] = Totals(buildings.SelectMany(b => units[b.Id])),
            ["buildings"] = new JsonArray([.. buildings.Select(b => new JsonObject
            {
                ["id"] = b.Id.ToString(),
                ["name"] = b.Name,
                ["totals"] = Totals(units[b.Id]),
                ["floors"] = new JsonArray([.. units[b.Id].GroupBy(u => u[Units.Floor]).OrderByDescending(f => f.Key ?? long.MinValue).Select(f => new JsonObject
                {
                    ["floor"] = f.Key,
                    ["units"] = new JsonArray([.. f.OrderBy(u => u.Name, StringComparer.Ordinal).Select(Json)]),
                })]),
            })]),
        });
    }

    private static JsonObject Json(CustomRecord unit) => new()
    {
        ["id"] = unit.Id.ToString(), ["name"] = unit.Name, ["status"] = unit[Units.Status], ["area"] = unit[Units.Area], ["rooms"] = unit[Units.Rooms], ["askingPrice"] = unit[Units.AskingPrice],
    };

    private static JsonObject Totals(IEnumerable<CustomRecord> units)
    {
        var counts = units.CountBy(u => u[Units.Status] ?? "").ToDictionary();
        var totals = new JsonObject();
        foreach (var status in Units.Statuses) totals[status.Code] = counts.GetValueOrDefault(status.Code);
        return totals;
    }
}

/// <summary>How many units of each building are in which status, and what those available would bring.</summary>
internal sealed class UnitBoardReport : IReport
{
    public static readonly ReportDefinition Definition = new() { Key = "realestate.board", Label = new("Unit status by building", "楼栋销控表") };

    public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
    {
        var (units, _) = await session.SeenAsync<CustomRecord>(new RecordQuery(Units.Type) { Filter = parameters.Filter }, int.MaxValue, cancellationToken);
        var buildings = (await session.Records.GetManyAsync(Buildings.Type, [.. units.Select(u => u[Units.Building]).OfType<Guid>().Distinct()], cancellationToken)).Cast<CustomRecord>().ToDictionary(b => b.Id, b => b.Name);
        var rows = units.GroupBy(u => u[Units.Building] is { } id ? buildings.GetValueOrDefault(id) ?? id.ToString() : null).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (IReadOnlyList<object?>)[g.Key, (long)g.Count(), .. Units.Statuses.Select(s => (object?)(long)g.Count(u => u[Units.Status] == s.Code)), g.Where(u => u[Units.Status] == Units.Available).Sum(u => u[Units.AskingPrice] ?? 0)]);
        return new ReportTable(Definition.Key, session.Today,
            [
                new ReportColumn("building", new("Building", "楼栋"), FieldKind.Text), new ReportColumn("units", new("Units", "房源数"), FieldKind.Integer),
                .. Units.Statuses.Select(s => new ReportColumn(s.Code == Units.HandedOver ? "handedOver" : s.Code, s.Label, FieldKind.Integer)),
                new ReportColumn("availableValue", new("Asked for available units", "可售总报价"), FieldKind.Money),
            ], [.. rows]);
    }
}
