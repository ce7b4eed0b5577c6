using CrmKit.Cases;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Answers to customers about their cases.</summary>
internal static class CaseAnswerEndpoints
{
    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (type.Key != "case") yield break;
        yield return new("GET", "/" + type.PluralKey + "/{id}/answers", "listAnswerWays", "The ways in which the customer of a case can be answered, the one that he used last first, and why one does not work now.", WaysAsync) { Type = type.Key, Answer = "AnswerWays", Cost = 3 };
        yield return new("POST", "/" + type.PluralKey + "/{id}/answers", "answerCase", "Answers the customer over one of the ways; it stands in the timeline and leaves by the sender that is configured.", AnswerAsync) { Type = type.Key, Body = "CaseAnswer", Answer = "RecordRef", Status = StatusCodes.Status201Created };
    }

    private static async Task WaysAsync(ApiCall call)
    {
        var ways = await call.Session.Answers.WaysAsync(call.Ref.Id, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var way in ways)
            {
                json.WriteStartObject();
                json.WriteString("channel", way.Channel);
                json.WriteString("address", way.Address);
                json.WriteString("platform", way.Platform);
                json.WriteBoolean("works", way.Why is null);
                if (way.Why is { } why) json.WriteString("why", why.Message);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task AnswerAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "channel", "text", "stage");
        var said = await call.Session.Answers.AnswerAsync(call.Ref.Id, new CaseAnswer(given.RequiredText("channel"), given.RequiredText("text")) { Stage = given.Text("stage") }, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", said.Type);
            json.WriteString("id", said.Id);
            json.WriteEndObject();
        }, StatusCodes.Status201Created);
    }
}
