using System.Text.Json;
using CrmKit.Segments;
using CrmKit.Views;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Segments and their members.</summary>
internal static class SegmentEndpoints
{
    private static readonly IReadOnlyList<ApiParameter> Which = [new("type", "Only those of this record type."), new("record", "Only those that this record of the type is in.", ApiParameterKind.Id)];

    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/segments", "listSegments", "The segments that the caller may use, by name.", ListAsync) { Answer = "SavedSegmentList", Query = Which },
        new("POST", "/segments", "createSegment", "Keeps a segment: recordType, name, filter, kind (live, snapshot), sharing (private, team, all) and teamId.", CreateAsync) { Body = "Segment", Answer = "SavedSegment", Status = 201 },
        new("GET", "/segments/{id}", "getSegment", "One segment, and how far it is.", GetAsync) { Answer = "SavedSegment" },
        new("PUT", "/segments/{id}", "putSegment", "Writes a segment anew; its owner and administrators may.", PutAsync) { Body = "Segment", Answer = "SavedSegment" },
        new("DELETE", "/segments/{id}", "deleteSegment", "Removes a segment; the records stay.", DeleteAsync) { Status = 204 },
        new("GET", "/segments/{id}/count", "countSegment", "How many of its members the caller may read.", CountAsync) { Answer = "SegmentCount" },
        new("GET", "/segments/{id}/members", "listSegmentMembers", "A page of the members that the caller may read.", MembersAsync) { Answer = "AnyPage", Query = RecordEndpoints.ListParameters },
        new("POST", "/segments/{id}/members", "changeSegmentMembers", "Puts records into a snapshot and takes records out of it: lists of ids, add and take.", ChangeAsync) { Body = "SegmentMembers", Answer = "SegmentChange" },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var type = call.Text("type");
        IReadOnlyList<SegmentMembership> found;
        if (call.Id("record") is { } record) found = await call.Session.Segments.OfAsync(new RecordRef(type ?? throw ApiErrors.Parameter("type", "the record's type"), record), call.Cancelled);
        else found = [.. (await call.Session.Segments.ListAsync(type, call.Cancelled)).Select(s => new SegmentMembership(s, default))];
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (segment, enteredAt) in found) Write(json, segment, enteredAt);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task CreateAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, Guid.Empty), StatusCodes.Status201Created);

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Segments.GetAsync(DefinitionEndpoints.Id(call), call.Cancelled));

    private static async Task PutAsync(ApiCall call) => await AnswerAsync(call, await SaveAsync(call, DefinitionEndpoints.Id(call)));

    private static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Segments.RemoveAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task CountAsync(ApiCall call)
    {
        var count = await call.Session.Segments.CountAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("count", count);
            json.WriteEndObject();
        });
    }

    private static async Task MembersAsync(ApiCall call)
    {
        var segment = await call.Session.Segments.GetAsync(DefinitionEndpoints.Id(call), call.Cancelled);
        await RecordEndpoints.AnswerAsync(call, await call.Session.Segments.QueryAsync(segment.Id, RecordEndpoints.Query(call, segment.RecordType), call.Cancelled));
    }

    private static async Task ChangeAsync(ApiCall call)
    {
        var id = DefinitionEndpoints.Id(call);
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.SegmentMembersBody);
        await using var work = await call.Session.BeginAsync(call.Cancelled);
        var added = await call.Session.Segments.AddAsync(id, given.Add, call.Cancelled);
        var taken = await call.Session.Segments.TakeAsync(id, given.Take, call.Cancelled);
        await work.CommitAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("added", added);
            json.WriteNumber("taken", taken);
            json.WriteEndObject();
        });
    }

    private static async Task<Segment> SaveAsync(ApiCall call, Guid id)
    {
        using var body = await call.BodyAsync();
        var given = DefinitionJson.Read(body.RootElement, DefinitionContext.Default.SegmentBody);
        return await call.Session.Segments.SaveAsync(new Segment
        {
            Id = id, RecordType = given.RecordType, Name = given.Name, Filter = given.Filter, Kind = given.Kind, Sharing = given.Sharing, TeamId = given.TeamId,
        }, call.Cancelled);
    }

    private static Task AnswerAsync(ApiCall call, Segment segment, int status = StatusCodes.Status200OK) => call.AnswerAsync(json => Write(json, segment), status);

    private static void Write(Utf8JsonWriter json, Segment segment, DateTimeOffset enteredAt = default)
    {
        json.WriteStartObject();
        json.WriteString("id", segment.Id);
        json.WriteString("recordType", segment.RecordType);
        json.WriteString("name", segment.Name);
        json.WriteString("filter", segment.Filter);
        json.WriteString("kind", EnumCode.Of(segment.Kind));
        json.WriteString("sharing", EnumCode.Of(segment.Sharing));
        if (segment.TeamId is { } team) json.WriteString("teamId", team);
        if (segment.OwnerId is { } owner) json.WriteString("ownerId", owner);
        json.WriteString("state", EnumCode.Of(segment.State));
        json.WriteString("asOf", segment.AsOf.UtcDateTime);
        if (enteredAt != default) json.WriteString("enteredAt", enteredAt.UtcDateTime);
        Problems.WriteProblem(json, segment.Problem);
        json.WriteEndObject();
    }
}

/// <summary>What a caller says of a segment.</summary>
internal sealed record SegmentBody
{
    public required string RecordType { get; init; }
    public required string Name { get; init; }
    public string? Filter { get; init; }
    public SegmentKind Kind { get; init; }
    public ViewSharing Sharing { get; init; }
    public Guid? TeamId { get; init; }
}

/// <summary>Whom a caller puts into a snapshot and takes out.</summary>
internal sealed record SegmentMembersBody
{
    public IReadOnlyList<Guid> Add { get; init => field = value ?? []; } = [];
    public IReadOnlyList<Guid> Take { get; init => field = value ?? []; } = [];
}
