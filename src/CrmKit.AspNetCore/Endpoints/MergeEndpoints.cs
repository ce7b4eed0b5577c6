using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>Two records become one, and are two again.</summary>
internal static class MergeEndpoints
{
    public static IReadOnlyList<ApiParameter> ProposalParameters { get; } = [new("with", "The id of the other record.", ApiParameterKind.Id, IsRequired: true), new("rest", "fill (when left out), newest or keep.")];

    public static async Task MergeAsync(ApiCall call)
    {
        var (winner, version) = (call.Ref, call.ExpectedVersion);
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", [.. OfMerge, "reason"]);
        var outcome = (await call.Session.Records.MergeAsync([RequestOf(winner, version, wish)], new MergeOptions { Reason = wish.Text("reason") }, call.Cancelled))[0];
        var hidden = await call.HiddenAsync(call.Type);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("merge", outcome.MergeId!.Value);
            json.WritePropertyName("record");
            RecordJson.Write(json, call.Type, outcome.Record!, hidden);
            json.WriteStartObject("moved");
            foreach (var (type, count) in outcome.Moved) json.WriteNumber(type, count);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    /// <summary>What a merge may be told, beside the record that stays and why.</summary>
    public static string[] OfMerge { get; } = ["loser", "loserVersion", "fields", "rest"];

    public static MergeRequest RequestOf(RecordRef winner, int? version, StrictObject wish) =>
        new(winner, winner with { Id = wish.Id("loser") ?? throw ApiErrors.Property("loser", "given, as the id of the record that goes into this one") })
        {
            Fields = wish.Find("fields") is { } fields ? Sides(fields) : new Dictionary<string, MergeSide>(),
            Rest = RuleOf(wish.Text("rest")),
            WinnerVersion = version,
            LoserVersion = wish.Integer("loserVersion"),
        };

    public static async Task ProposeAsync(ApiCall call)
    {
        var other = call.Type.Ref(call.Id("with") ?? throw ApiErrors.Parameter("with", "the id of the other record"));
        var proposal = await call.Session.Records.ProposeMergeAsync(call.Ref, other, RuleOf(call.Text("rest")), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            RecordJson.WriteRef(json, "winner", proposal.Winner);
            RecordJson.WriteRef(json, "loser", proposal.Loser);
            json.WriteStartObject("fields");
            foreach (var (field, side) in proposal.Fields) json.WriteString(field, EnumCode.Of(side));
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public static async Task ListAsync(ApiCall call)
    {
        var merges = await call.Session.Records.MergesAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var merge in merges)
            {
                json.WriteStartObject();
                json.WriteString("id", merge.Id);
                json.WriteString("winnerId", merge.WinnerId);
                json.WriteString("loserId", merge.LoserId);
                json.WriteString("at", merge.At);
                json.WritePropertyName("actorId");
                FieldJson.Write(json, merge.ActorId);
                json.WritePropertyName("undoneAt");
                FieldJson.Write(json, merge.UndoneAt);
                json.WritePropertyName("undoneById");
                FieldJson.Write(json, merge.UndoneById);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task UndoAsync(ApiCall call)
    {
        var text = (string)call.Http.Request.RouteValues["merge"]!;
        if (!Guid.TryParseExact(text, "D", out var id)) throw ApiErrors.Parameter("merge", "an id");
        using var body = await call.BodyAsync();
        var reason = new StrictObject(body.RootElement, "body", "reason").Text("reason");
        var undone = (await call.Session.Records.UnmergeAsync([id], new MergeOptions { Reason = reason }, call.Cancelled))[0];
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            RecordJson.WriteRef(json, "winner", undone.Winner);
            RecordJson.WriteRef(json, "loser", undone.Loser);
            json.WriteStartArray("kept");
            foreach (var kept in undone.Kept)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "record", kept.Record);
                json.WriteString("field", kept.Field);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Dictionary<string, MergeSide> Sides(JsonElement fields)
    {
        if (fields.ValueKind != JsonValueKind.Object) throw ApiErrors.Property("fields", "an object: field key → winner or loser");
        return fields.EnumerateObject().ToDictionary(f => f.Name, f => Code<MergeSide>(f.Value.ValueKind == JsonValueKind.String && JsonText.TryRead(f.Value, out var text) ? text : null) ?? throw ApiErrors.Property(f.Name, "winner or loser"));
    }

    private static MergeRule RuleOf(string? text) => text is null ? MergeRule.Fill : Code<MergeRule>(text) ?? throw ApiErrors.Property("rest", "fill, newest or keep");

    /// <summary>The value with a code; <see langword="null"/> when there is none.</summary>
    public static T? Code<T>(string? text) where T : struct, Enum => Enum.GetValues<T>().Cast<T?>().FirstOrDefault(v => EnumCode.Of(v!.Value) == text);
}
