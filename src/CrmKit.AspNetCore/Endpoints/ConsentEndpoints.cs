using System.Text.Json;
using CrmKit.Consents;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>What people allowed: proofs, and whether one may send.</summary>
internal static class ConsentEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("POST", "/consents", "addConsents", "Records what people gave or withdrew, all or none; nothing is changed or removed again.", AddAsync) { Body = "Consents", Answer = "ConsentList", Status = 201 },
        new("POST", "/consents/check", "checkConsents", "Whether one may write to people, or call them, for a purpose; to be asked right before.", CheckAsync) { Body = "ConsentQuestions", Answer = "ConsentAnswers" },
    ];

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (!type.IsPerson) yield break;
        yield return new("GET", "/" + type.PluralKey + "/{id}/consents", $"consents{SchemaNames.Of(type)}", "What the person gave and withdrew, with its proofs, newest first.", ListAsync) { Type = type.Key, Answer = "ConsentList" };
    }

    private static async Task ListAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Consents.ListAsync(call.Ref, call.Cancelled), StatusCodes.Status200OK);

    private static async Task AddAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = Few(call, DefinitionJson.Read(body.RootElement, DefinitionContext.Default.ConsentsBody).Items);
        var drafts = given.Select(i => new ConsentDraft(new RecordRef(i.RecordType, i.Id), i.Purpose, i.Channel, i.Act, i.Method ?? ConsentMethod.Api) { At = i.At, Address = i.Address, Text = i.Text, Language = i.Language, Evidence = i.Evidence });
        await AnswerAsync(call, await call.Session.Consents.AddAsync([.. drafts], call.Cancelled), StatusCodes.Status201Created);
    }

    private static async Task CheckAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var asked = Few(call, DefinitionJson.Read(body.RootElement, DefinitionContext.Default.ConsentQuestionsBody).Items);
        var answers = await call.Session.Consents.MayAsync([.. asked.Select(i => new ConsentQuestion(new RecordRef(i.RecordType, i.Id), i.Purpose, i.Channel, i.Address))], call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var answer in answers)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "person", answer.Question.Person);
                json.WriteBoolean("maySend", answer.MaySend);
                json.WriteString("reason", EnumCode.Of(answer.Reason));
                if (answer.Address is { } address) json.WriteString("address", address);
                if (answer.WithdrawUrl is { } url) json.WriteString("withdrawUrl", url.AbsoluteUri);
                if (answer.Proof is { } proof)
                {
                    json.WritePropertyName("proof");
                    Write(json, proof);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static IReadOnlyList<T> Few<T>(ApiCall call, IReadOnlyList<T> items) =>
        items.Count <= call.Options.MaxBatchSize ? items : throw ApiErrors.Property("items", $"a list of at most {call.Options.MaxBatchSize}");

    private static Task AnswerAsync(ApiCall call, IReadOnlyList<Consent> consents, int status) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var consent in consents) Write(json, consent);
        json.WriteEndArray();
        json.WriteEndObject();
    }, status);

    private static void Write(Utf8JsonWriter json, Consent consent)
    {
        json.WriteStartObject();
        json.WriteString("id", consent.Id);
        RecordJson.WriteRef(json, "person", consent.Person);
        json.WriteString("purpose", consent.Purpose);
        json.WriteString("channel", EnumCode.Of(consent.Channel));
        json.WriteString("act", EnumCode.Of(consent.Act));
        json.WriteString("at", FieldJson.Instant(consent.At));
        json.WriteString("recordedAt", FieldJson.Instant(consent.RecordedAt));
        json.WriteString("method", EnumCode.Of(consent.Method));
        foreach (var (key, value) in new[] { ("address", consent.Address), ("text", consent.Text), ("language", consent.Language), ("evidence", consent.Evidence), ("network", consent.Network) })
            if (value is not null) json.WriteString(key, value);
        if (consent.ActorId is { } actor) json.WriteString("actorId", actor);
        json.WriteString("door", consent.Door);
        json.WriteEndObject();
    }
}

/// <summary>What a caller says of consents.</summary>
internal sealed record ConsentsBody
{
    public required IReadOnlyList<ConsentBody> Items { get; init; }
}

/// <summary>One of them.</summary>
internal sealed record ConsentBody
{
    public required string RecordType { get; init; }
    public required Guid Id { get; init; }
    public required string Purpose { get; init; }
    public ConsentChannel Channel { get; init; }
    public required ConsentAct Act { get; init; }
    public ConsentMethod? Method { get; init; }
    public DateTimeOffset? At { get; init; }
    public string? Address { get; init; }
    public string? Text { get; init; }
    public string? Language { get; init; }
    public string? Evidence { get; init; }
}

/// <summary>What a caller asks.</summary>
internal sealed record ConsentQuestionsBody
{
    public required IReadOnlyList<ConsentQuestionBody> Items { get; init; }
}

/// <summary>One question.</summary>
internal sealed record ConsentQuestionBody
{
    public required string RecordType { get; init; }
    public required Guid Id { get; init; }
    public required string Purpose { get; init; }
    public ConsentChannel Channel { get; init; }
    public string? Address { get; init; }
}
