using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>What is stored encrypted: in what state it is, never what it is.</summary>
internal static class SecretEndpoints
{
    public static IEnumerable<ApiRoute> Routes() =>
    [
        new("GET", "/secrets", "listSecrets", "What is stored encrypted and by which key, without what it is, for administrators.", ListAsync) { Answer = "SecretList" },
        new("POST", "/secrets/rotate", "rotateSecrets", "Encrypts with the newest key what an older one protects.", RotateAsync) { Body = "Empty", IsBodyOptional = true, Answer = "SecretRotation", Cost = 50 },
    ];

    private static async Task ListAsync(ApiCall call)
    {
        var secrets = await call.Session.Secrets.ListAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var secret in secrets)
            {
                json.WriteStartObject();
                json.WriteString("kind", secret.Kind);
                json.WriteString("key", secret.Key);
                json.WriteString("name", secret.Name);
                json.WriteString("state", EnumCode.Of(secret.State));
                if (secret.Problem is { } problem) WriteProblem(json, problem);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task RotateAsync(ApiCall call)
    {
        var done = await call.Session.Secrets.RotateAsync(call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("renewed", done.Renewed);
            json.WriteNumber("current", done.Current);
            json.WriteStartArray("lost");
            foreach (var problem in done.Lost)
            {
                json.WriteStartObject();
                WriteProblem(json, problem);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteProblem(Utf8JsonWriter json, CrmError problem)
    {
        json.WriteString("code", problem.Code);
        json.WriteString("message", problem.Message);
    }
}
