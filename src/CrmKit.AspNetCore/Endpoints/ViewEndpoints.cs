using System.Text.Json;
using CrmKit.Views;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Saved views.</summary>
internal static class ViewEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> OfType = [new("type", "Only those of this record type.")];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/views", "listViews", "The saved views that the caller may use, by name.", ListAsync) { Answer = "SavedViewList", Query = OfType },
        new("POST", "/views", "createView", "Saves a view: recordType, name, filter, columns, orderBy, sharing (private, team, all) and teamId.", CreateAsync) { Body = "View", Answer = "SavedView", Status = 201 },
        new("GET", "/views/{id}", "getView", "One saved view.", GetAsync) { Answer = "SavedView" },
        new("PUT", "/views/{id}", "putView", "Writes a saved view anew; its owner and administrators may.", PutAsync) { Body = "View", Answer = "SavedView" },
        new("DELETE", "/views/{id}", "deleteView", "Removes a saved view.", DeleteAsync) { Status = 204 },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var views = await call.Session.Views.ListAsync(call.Text("type"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var view in views) Write(json, view);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CreateAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, Guid.Empty), StatusCodes.Status201Created);

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Views.GetAsync(DefinitionEndpoints.Id(call), call.Cancelled));

    private static async Task PutAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, DefinitionEndpoints.Id(call)));

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Views.RemoveAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<SavedView> SaveAsync(ApiCall call, Guid id)
    {
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.ViewBody);
        return await call.Session.Views.SaveAsync(new SavedView
        {
            Id = id, RecordType = given.RecordType, Name = given.Name, Filter = given.Filter, Columns = given.Columns, OrderBy = given.OrderBy, Sharing = given.Sharing, TeamId = given.TeamId,
        }, call.Cancelled);
    }

    private static Task AnswerAsync(ApiCall call, SavedView view, int status = StatusCodes.Status200OK) => call.AnswerAsync(json => Write(json, view), status);

    private static void Write(Utf8JsonWriter json, SavedView view)
    {
        json.WriteStartObject();
        json.WriteString("id", view.Id);
        json.WriteString("recordType", view.RecordType);
        json.WriteString("name", view.Name);
        json.WriteString("filter", view.Filter);
        json.WriteStartArray("columns");
        foreach (var column in view.Columns) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteString("orderBy", view.OrderBy);
        json.WriteString("sharing", EnumCode.Of(view.Sharing));
        if (view.TeamId is { } team) json.WriteString("teamId", team);
        if (view.OwnerId is { } owner) json.WriteString("ownerId", owner);
        Problems.WriteProblem(json, view.Problem);
        json.WriteEndObject();
    }
}

/// <summary>What a caller says of a view.</summary>
internal sealed record ViewBody
{
    public required string RecordType { get; init; }
    public required string Name { get; init; }
    public string? Filter { get; init; }
    public IReadOnlyList<string> Columns { get; init; } = [];
    public string? OrderBy { get; init; }
    public ViewSharing Sharing { get; init; }
    public Guid? TeamId { get; init; }
}
