using System.Text.Json;
using CrmKit.Lifecycles;

namespace CrmKit.AspNetCore;

/// <summary>What is known of customers by what they bought, paid and answered.</summary>
internal static class LifecycleEndpoints
{
    public static IEnumerable<ApiRoute> Of(RecordTypeDefinition type)
    {
        if (type.Key is not ("contact" or "account")) yield break;
        var (list, name) = ("/" + type.PluralKey, SchemaNames.Of(type));
        yield return new("GET", list + "/{id}/lifecycle", $"lifecycle{name}", "Class, repurchase cycle, last contact, preferred channel, best hour and payment speed, each with its reason.", OneAsync) { Type = type.Key, Answer = "CustomerFigures" };
        yield return new("GET", list + "/{id}/lifecycle/history", $"lifecycleHistory{name}", "The classes in which it was, oldest first.", HistoryAsync) { Type = type.Key, Answer = "CustomerClasses" };
        yield return new("POST", list + "/lifecycle", $"lifecycles{name}", "The same of up to 1,000 records at once; those that the caller may not see are left out.", ManyAsync) { Type = type.Key, Body = "RecordIds", Answer = "CustomerFiguresList", IsBatch = true };
    }

    private static async Task OneAsync(ApiCall call)
    {
        var record = await call.Session.Records.GetAsync(call.Ref, call.Cancelled); // a merged one leads to the one that it went into
        var figures = (await call.Session.Lifecycle.OfAsync(call.Type.Key, [record.Id], call.Cancelled))[0];
        await call.AnswerAsync(json => Write(json, figures, call.Culture));
    }

    private static async Task ManyAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (new StrictObject(body.RootElement, "body", "ids").Find("ids") is not { ValueKind: JsonValueKind.Array } list) throw ApiErrors.Property("ids", "a list of ids");
        call.Charge(list.GetArrayLength());
        var figures = await call.Session.Lifecycle.OfAsync(call.Type.Key, [.. list.EnumerateArray().Select(Id)], call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var one in figures) Write(json, one, call.Culture);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Guid Id(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && JsonText.TryRead(json, out var text) && Guid.TryParseExact(text, "D", out var id) ? id : throw ApiErrors.Property("ids", "a list of ids");

    private static async Task HistoryAsync(ApiCall call)
    {
        var periods = await call.Session.Lifecycle.HistoryAsync(call.Ref, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var period in periods)
            {
                json.WriteStartObject();
                json.WriteString("class", EnumCode.Of(period.Class));
                Write(json, "from", period.From);
                Write(json, "until", period.Until);
                WriteRef(json, "purchase", period.Purchase);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, CustomerFigures figures, string culture)
    {
        json.WriteStartObject();
        RecordJson.WriteRef(json, "record", figures.Record);
        Write(json, "asOf", figures.AsOf);
        json.WriteString("class", EnumCode.Of(figures.Class));
        Write(json, "classChangesOn", figures.ClassChangesOn);
        Write(json, "firstPurchaseOn", figures.FirstPurchaseOn);
        Write(json, "lastPurchaseOn", figures.LastPurchaseOn);
        json.WriteNumber("purchaseDays", figures.PurchaseDays);
        Write(json, "repurchaseDays", figures.RepurchaseDays);
        Write(json, "nextPurchaseOn", figures.NextPurchaseOn);
        Write(json, "lastContactAt", figures.LastContactAt);
        json.WriteString("lastContactReason", figures.LastContactReason);
        WriteRef(json, "lastContact", figures.LastContact);
        json.WriteString("preferredChannel", figures.PreferredChannel);
        Write(json, "bestHour", (long?)figures.BestHour);
        Write(json, "paymentDays", figures.PaymentDays);
        Write(json, "paymentDelayDays", figures.PaymentDelayDays);
        json.WriteStartArray("channels");
        foreach (var channel in figures.Channels)
        {
            json.WriteStartObject();
            json.WriteString("channel", channel.Channel);
            json.WriteNumber("outgoing", channel.Outgoing);
            json.WriteNumber("incoming", channel.Incoming);
            json.WriteNumber("answered", channel.Answered);
            Write(json, "answerHours", channel.AnswerHours);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("reasons");
        foreach (var reason in figures.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("figure", reason.Figure);
            json.WriteString("text", reason.Text.For(culture));
            RecordJson.WriteRefs(json, "records", reason.Records);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string property, object? value)
    {
        json.WritePropertyName(property);
        FieldJson.Write(json, value);
    }

    private static void WriteRef(Utf8JsonWriter json, string property, RecordRef? record)
    {
        if (record is { } known) RecordJson.WriteRef(json, property, known);
        else json.WriteNull(property);
    }
}
