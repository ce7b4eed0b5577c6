namespace CrmKit.AspNetCore;

/// <summary>Scores and their reasons.</summary>
internal static class ScoreEndpoint
{
    public static async Task GetAsync(ApiCall call)
    {
        var scores = await call.Session.Scores.ExplainAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("scores");
            foreach (var score in scores)
            {
                json.WriteStartObject();
                json.WriteString("field", score.Field);
                json.WriteNumber("total", score.Total);
                json.WriteStartArray("factors");
                foreach (var part in score.Factors)
                {
                    json.WriteStartObject();
                    json.WriteString("key", part.Factor.Key);
                    json.WriteString("label", part.Factor.Label.For(call.Culture));
                    json.WriteString("source", part.Factor.Source);
                    json.WriteNumber("points", part.Points);
                    json.WriteString("reason", part.Reason);
                    json.WriteBoolean("isFailed", part.IsFailed);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
