using System.Text.Json;
using CrmKit.Conversions;
using CrmKit.Pipelines;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What changes the state of a record: each act is its own door's.</summary>
internal static class ActEndpoints
{
    public static async Task StageAsync(ApiCall call)
    {
        var (record, version) = (call.Ref, call.ExpectedVersion);
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "stage", "lossReason", "note", "values");
        var move = new StageMove(record, wish.RequiredText("stage"))
        {
            LossReason = wish.Text("lossReason"),
            Note = wish.Text("note"),
            ExpectedVersion = version,
            Values = wish.Find("values") is { } values ? RecordBody.ForValues(call.Type, values).ThrowIfWrong().Values : new Dictionary<string, object?>(),
        };
        var result = await call.Session.Pipelines.MoveAsync([move], null, call.Cancelled);
        await call.AnswerAsync(result.Moved[0]);
    }

    public static async Task ReopenAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var note = new StrictObject(body.RootElement, "body", "note").Text("note");
        await ActAsync(call, record => call.Session.Pipelines.ReopenAsync([record], note, call.Cancelled));
    }

    public static async Task PipelineAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "pipeline", "stage");
        var (pipeline, stage) = (wish.RequiredText("pipeline"), wish.Text("stage"));
        await ActAsync(call, record => call.Session.Pipelines.ChangePipelineAsync([record], pipeline, stage, call.Cancelled));
    }

    public static async Task AssignAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "ownerId", "teamId");
        if (!wish.Has("ownerId")) throw ApiErrors.Property("ownerId", "given: a user's id, or null to put the record into the team's pool");
        var (owner, team) = (wish.Id("ownerId"), wish.Id("teamId"));
        await ActAsync(call, record => owner is { } ownerId
            ? call.Session.Assignments.AssignAsync([record], ownerId, team, call.Cancelled)
            : call.Session.Assignments.ReleaseAsync([record], team, call.Cancelled));
    }

    public static async Task ClaimAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        _ = new StrictObject(body.RootElement, "body");
        await ActAsync(call, record => call.Session.Assignments.ClaimAsync([record], call.Cancelled));
    }

    public static async Task ConvertAsync(ApiCall call)
    {
        var record = call.Ref;
        using var body = await call.BodyAsync();
        var options = await ConversionOfAsync(call, call.Type, new StrictObject(body.RootElement, "body", OfConversion));

        ConversionResult? result = null;
        await InOneAsync(call, record, async () => result = await call.Session.Conversions.ConvertAsync(record, options, call.Cancelled));
        await call.AnswerAsync(json => Write(json, result!));
    }

    /// <summary>What a conversion may be told.</summary>
    public static string[] OfConversion { get; } = ["to", "process", "pipeline", "accountId", "newAccount", "contactId", "newContact", "values"];

    /// <exception cref="CrmValidationException">Values are not the target's.</exception>
    public static async Task<ConversionOptions> ConversionOfAsync(ApiCall call, RecordTypeDefinition source, StrictObject wish)
    {
        var options = new ConversionOptions
        {
            To = wish.Text("to"),
            Process = wish.Text("process"),
            Pipeline = wish.Text("pipeline"),
            AccountId = wish.Id("accountId"),
            NewAccount = wish.Flag("newAccount") ?? false,
            ContactId = wish.Id("contactId"),
            NewContact = wish.Flag("newContact") ?? false,
        };
        return wish.Find("values") is { } values && await TargetOfAsync(call, source, options) is { } target ? options with { Values = RecordBody.ForValues(target, values).ThrowIfWrong().Values } : options;
    }

    // Values are the target's: without a target the conversion door refuses anyway, and says why.
    private static async Task<RecordTypeDefinition?> TargetOfAsync(ApiCall call, RecordTypeDefinition source, ConversionOptions options)
    {
        var catalog = call.Session.Catalog;
        var process = options.Process is { } named ? catalog.Processes.FirstOrDefault(p => p.Key == named) : await call.Session.Setup.ProcessAsync(source.Key, call.Cancelled);
        var to = options.To ?? process?.Next(source.Key);
        return to is not null && catalog.TryType(to, out var type) ? type : null;
    }

    public static void Write(Utf8JsonWriter json, ConversionResult result)
    {
        json.WriteStartObject();
        RecordJson.WriteRef(json, "source", result.Source);
        RecordJson.WriteRef(json, "target", result.Target);
        RecordJson.WriteRefs(json, "created", result.Created);
        RecordJson.WriteRefs(json, "matched", result.Matched);
        json.WriteEndObject();
    }

    public static async Task ActAsync(ApiCall call, Func<RecordRef, Task> act)
    {
        var record = call.Ref;
        await InOneAsync(call, record, () => act(record));
        // Giving a record away may hide it from the giver.
        if (await call.Session.Records.FindAsync(record, call.Cancelled) is { } now) await call.AnswerAsync(now);
        else call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // These acts take no version: where the caller names one, it is compared inside the act's own transaction.
    private static async Task InOneAsync(ApiCall call, RecordRef record, Func<Task> act)
    {
        if (call.ExpectedVersion is not { } expected)
        {
            await act();
            return;
        }
        await using var work = await call.Session.BeginAsync(call.Cancelled);
        await DemandVersionAsync(call, record, expected);
        await act();
        await work.CommitAsync(call.Cancelled);
    }

    /// <summary>Refuses to go on when a record has another version than the caller saw; inside the act's own transaction.</summary>
    public static async Task DemandVersionAsync(ApiCall call, RecordRef record, int expected)
    {
        var seen = await call.Session.Records.GetAsync(record, call.Cancelled);
        if (seen.Version != expected) throw new CrmConflictException(new CrmError("record.conflict", $"{record} has version {seen.Version}, not {expected}: somebody else wrote it. Read it again.") { Record = record });
    }
}
