namespace CrmKit.AspNetCore;

/// <summary>Articles that fit a case. That one helped is noted by a record of its own: <c>POST /case-articles</c>.</summary>
internal static class KnowledgeEndpoints
{
    private const int Usual = 5;

    private static readonly IReadOnlyList<ApiParameter> Parameters = [new("size", "How many at most, 1 to 20; 5 when left out.", ApiParameterKind.Integer)];

    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (type.Key != "case") yield break;
        yield return new("GET", "/" + type.PluralKey + "/{id}/articles", "suggestArticles", "Published articles that fit a case, the best first, and whether each helped with it.", SuggestAsync) { Type = type.Key, Answer = "ArticleSuggestions", Cost = 5, Query = Parameters };
    }

    private static async Task SuggestAsync(ApiCall call)
    {
        var suggestions = await call.Session.Knowledge.SuggestAsync(call.Ref.Id, call.Integer("size") ?? Usual, call.Cancelled);
        var type = call.Session.Catalog.Type("knowledge-article");
        var hidden = await call.HiddenAsync(type);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var suggestion in suggestions)
            {
                json.WriteStartObject();
                json.WritePropertyName("article");
                RecordJson.Write(json, type, suggestion.Article, hidden);
                json.WriteBoolean("hasHelped", suggestion.HasHelped);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
