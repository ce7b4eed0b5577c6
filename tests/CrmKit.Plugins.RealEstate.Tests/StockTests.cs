using System.Text.Json.Nodes;
using CrmKit.Activities;
using CrmKit.Endpoints;
using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.RealEstate;

public sealed class StockTests : IAsyncDisposable
{
    private readonly World _world = new();

    [Fact]
    public async Task A_unit_name_stands_once_in_a_building_not_even_twice_in_one_change_set()
    {
        var building = await BuildingAsync("Tower A");
        await _world.UnitAsync("101", building: building);
        Assert.Equal("realestate.unit-duplicate", await World.RefusalAsync(() => _world.UnitAsync("101", building: building)));
        await _world.UnitAsync("101", building: await BuildingAsync("Tower B"));
        await _world.UnitAsync("101");
        var twice = new ChangeSet().Create(World.NewUnit("102", building: building)).Create(World.NewUnit("102", building: building));
        Assert.Equal("realestate.unit-duplicate", await World.RefusalAsync(() => _world.Session.Records.SaveAsync(twice)));
    }

    [Fact]
    public async Task The_board_shows_buildings_floors_from_the_top_and_units_with_their_status()
    {
        var building = await BuildingAsync("Tower A");
        await _world.UnitAsync("101", building: building, floor: 1);
        var reserved = await _world.UnitAsync("201", building: building, floor: 2);
        await _world.UnitAsync("202", building: building, floor: 2, status: Units.Sold);
        await _world.ReserveAsync(reserved);
        var development = (Guid)(await _world.Session.Records.GetAsync(new RecordRef(Buildings.Type, building)))[Buildings.Development]!;

        var board = (await _world.Session.Endpoints.AnswerAsync("realestate.board", new EndpointRequest { Path = new Dictionary<string, string> { ["id"] = development.ToString() } })).Body!;
        var floors = board["buildings"]![0]!["floors"]!.AsArray();
        Assert.Equal([2, 1], floors.Select(f => (int)f!["floor"]!));
        Assert.Equal(["201 reserved", "202 sold"], floors[0]!["units"]!.AsArray().Select(u => $"{u!["name"]} {u["status"]}"));
        Assert.Equal((1, 1, 1), ((int)board["totals"]!["available"]!, (int)board["totals"]!["reserved"]!, (int)board["totals"]!["sold"]!));

        var row = Assert.Single((await _world.Session.Reports.RunAsync("realestate.board")).Rows);
        Assert.Equal(["Tower A", 3L, 0L, 1L, 1L, 1L, 0L, 0L, 400_000m], row);
        Assert.Equal("realestate.development-unknown", await World.RefusalAsync(() => _world.Session.Endpoints.AnswerAsync("realestate.board", new EndpointRequest { Path = new Dictionary<string, string> { ["id"] = "x" } })));
    }

    [Fact]
    public async Task An_agent_shows_one_unit_at_a_time()
    {
        var (ann, bob) = (await _world.Host.AddUserAsync("Ann"), await _world.Host.AddUserAsync("Bob"));
        var (flat, sold) = (await _world.UnitAsync("Flat"), await _world.UnitAsync("Sold", status: Units.Sold));
        await ShowAsync(flat, ann.Id, 10, 11);
        Assert.Equal("realestate.viewing-overlap", await World.RefusalAsync(() => ShowAsync(flat, ann.Id, 10.5, 12)));
        await ShowAsync(flat, ann.Id, 11, 12); // one after the other
        var his = await ShowAsync(flat, bob.Id, 10.5, 12);
        Assert.Equal("realestate.viewing-overlap", await World.RefusalAsync(() => _world.Session.Assignments.AssignAsync([new RecordRef("appointment", his.Id)], ann.Id)));
        Assert.Equal("realestate.viewing-time", await World.RefusalAsync(() => ShowAsync(flat, ann.Id, 15, 15)));
        Assert.Equal("realestate.unit-unavailable", await World.RefusalAsync(() => ShowAsync(sold, ann.Id, 20, 21)));
        await _world.Session.Records.CreateAsync(new Appointment { Subject = "Dentist", StartsAt = At(10), EndsAt = At(11) }, new InitialState { OwnerId = ann.Id }); // not a viewing
    }

    [Fact]
    public async Task Leads_get_the_units_that_fit_best_with_reasons_many_at_once()
    {
        var building = await BuildingAsync("Tower A");
        var development = (Guid)(await _world.Session.Records.GetAsync(new RecordRef(Buildings.Type, building)))[Buildings.Development]!;
        await _world.UnitAsync("Exact", 400_000, 90, 3, building: building);
        await _world.UnitAsync("Dear", 420_000, 90, 3);
        await _world.UnitAsync("Small", 300_000, 81, 2);
        await _world.UnitAsync("Far too dear", 441_000, 200, 5);
        await _world.UnitAsync("Reserved", 400_000, 90, 3, status: Units.Withdrawn);
        var wanting = await _world.Session.Records.CreateAsync(new Lead { Name = "Mei", [Searches.Budget] = 400_000, [Searches.Area] = 90, [Searches.Rooms] = 3 });
        var loyal = await _world.Session.Records.CreateAsync(new Lead { Name = "Li", [Searches.Budget] = 400_000, [Searches.Development] = development });
        var silent = await _world.Session.Records.CreateAsync(new Lead { Name = "Silent" });

        var answer = await _world.Session.Endpoints.AnswerAsync("realestate.matches", new EndpointRequest { Body = new JsonObject { ["ids"] = new JsonArray(wanting.Id.ToString(), loyal.Id.ToString(), silent.Id.ToString()) } });
        var found = answer.Body!["items"]!.AsArray().ToDictionary(i => (string)i!["id"]!, i => i!["matches"]!.AsArray());
        // Dear: half of the budget's 50 points, as its price is half way to the last that is shown. Small: half of the area's 30, half of the rooms' 20; the cheaper of equals goes first.
        Assert.Equal(["Exact 100", "Small 75", "Dear 75"], found[wanting.Id.ToString()].Select(m => $"{m!["name"]} {(decimal)m["score"]!:0.#}"));
        Assert.Contains("price 420000 for a budget up to 400000", (string)found[wanting.Id.ToString()].Single(m => (string)m!["name"]! == "Dear")!["reasons"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(["Exact"], found[loyal.Id.ToString()].Select(m => (string)m!["name"]!));
        Assert.Empty(found[silent.Id.ToString()]);

        var table = await _world.Session.Reports.RunAsync("realestate.matches");
        Assert.Equal(4, table.Rows.Count);
        Assert.Equal("realestate.match-request", await World.RefusalAsync(() => _world.Session.Endpoints.AnswerAsync("realestate.matches", new EndpointRequest { Body = new JsonObject { ["ids"] = new JsonArray("x") } })));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<Guid> BuildingAsync(string name)
    {
        var development = await _world.Session.Records.CreateAsync(new CustomRecord(Developments.Type, "Riverside"));
        return (await _world.Session.Records.CreateAsync(new CustomRecord(Buildings.Type, name) { [Buildings.Development] = development.Id })).Id;
    }

    private Task<Appointment> ShowAsync(CustomRecord unit, Guid agent, double from, double until) => _world.Session.Records.CreateAsync(
        new Appointment { Subject = $"Viewing of {unit.Name}", StartsAt = At(from), EndsAt = At(until), [Viewings.Unit] = unit.Id }, new InitialState { OwnerId = agent });

    private static DateTimeOffset At(double hours) => new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hours);
}
