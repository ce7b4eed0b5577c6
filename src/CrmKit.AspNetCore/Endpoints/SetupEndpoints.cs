using CrmKit.Idempotency;
using CrmKit.Setup;

namespace CrmKit.AspNetCore;

/// <summary>How the firm set CrmKit up, for administrators.</summary>
internal static class SetupEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/set-up", "getSetup", "How the firm set CrmKit up: its goals, its sales process, the steps that are done.", GetAsync) { Answer = "Setup" },
        new("PUT", "/set-up", "putSetup", "Writes it anew; what is left out is gone.", PutAsync) { Body = "Setup", Answer = "Setup", Course = IdempotentCourse.Repeatable },
    ];

    private static async Task GetAsync(ApiCall call) => await AnswerAsync(call, await call.Session.Setup.GetAsync(call.Cancelled));

    private static async Task PutAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        await AnswerAsync(call, await call.Session.Setup.SaveAsync(DefinitionJson.Read(body.RootElement, DefinitionContext.Default.SetupState), call.Cancelled));
    }

    private static Task AnswerAsync(ApiCall call, SetupState state) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("goals", state.Goals);
        json.WriteString("process", state.Process);
        json.WriteStartArray("done");
        foreach (var step in state.Done) json.WriteStringValue(step);
        json.WriteEndArray();
        json.WriteBoolean("isFinished", state.IsFinished);
        json.WriteEndObject();
    });
}
