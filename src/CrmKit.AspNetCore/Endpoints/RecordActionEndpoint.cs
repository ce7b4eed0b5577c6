using System.Text.Json;
using CrmKit.Actions;

namespace CrmKit.AspNetCore;

/// <summary>Actions of plugins on records: one route for each type, through the door that the user interface asks.</summary>
internal static class RecordActionEndpoint
{
    public static async Task RunAsync(ApiCall call)
    {
        var (type, key) = (call.Type, (string)call.Http.Request.RouteValues["action"]!);
        using var body = await call.BodyAsync();
        var wish = new StrictObject(body.RootElement, "body", "ids", "inputs");
        var ids = new List<Guid>();
        foreach (var text in wish.Texts("ids")) ids.Add(Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Property("ids", "a list of ids of records"));
        var inputs = CustomValues.Empty;
        if (wish.Find("inputs") is { } given && call.Session.Catalog.RecordActions.FirstOrDefault(a => a.Key == key && a.RecordTypes.Contains(type.Key)) is { } action)
            inputs = CustomValues.Empty.With(RecordBody.ForInputs(action.InputType(), given).ThrowIfWrong().Values);
        var result = await call.Session.Actions.RunAsync(new RecordActionRequest(key, type.Key, ids) { Inputs = inputs }, call.Cancelled);
        if (result.Done.Count == 0) throw new CrmRuleException(result.Refused);
        await call.AnswerAsync(json => Write(json, call, result));
    }

    /// <summary>The actions in the catalog: those for types that the caller may read.</summary>
    public static void Write(Utf8JsonWriter json, CatalogSnapshot catalog, IReadOnlySet<string> visible, string culture)
    {
        json.WriteStartArray("actions");
        foreach (var action in catalog.RecordActions.Where(a => a.RecordTypes.Any(visible.Contains)))
        {
            json.WriteStartObject();
            json.WriteString("key", action.Key);
            json.WriteString("label", action.Label.For(culture));
            json.WriteString("description", action.Description?.For(culture));
            json.WriteString("confirm", action.Confirm?.For(culture));
            json.WriteString("source", action.Source);
            json.WriteString("needs", EnumCode.Of(action.Needs));
            json.WriteStartArray("recordTypes");
            foreach (var type in action.RecordTypes.Where(visible.Contains)) json.WriteStringValue(type);
            json.WriteEndArray();
            json.WriteStartArray("inputs");
            foreach (var input in action.Inputs)
            {
                json.WriteStartObject();
                FieldDescription.Write(json, input, culture);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ApiCall call, RecordActionResult result)
    {
        json.WriteStartObject();
        RecordJson.WriteRefs(json, "done", result.Done);
        RecordJson.WriteRefs(json, "changed", result.Changed);
        RecordJson.WriteRefs(json, "shown", result.Shown);
        json.WriteStartArray("messages");
        foreach (var message in result.Messages) json.WriteStringValue(message.For(call.Culture));
        json.WriteEndArray();
        if (result.Refused.Count > 0) Problems.WriteErrors(json, result.Refused, call.Messages);
        json.WriteEndObject();
    }
}
