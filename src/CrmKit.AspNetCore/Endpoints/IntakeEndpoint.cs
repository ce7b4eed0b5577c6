using System.Globalization;
using System.Text.Json;
using CrmKit.Intake;

namespace CrmKit.AspNetCore;

/// <summary>Signals from outside that may become leads and cases.</summary>
internal static class IntakeEndpoint
{
    public static async Task CaptureAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (new StrictObject(body.RootElement, "body", "signals").Find("signals") is not { ValueKind: JsonValueKind.Array } list) throw ApiErrors.Property("signals", "a list of signals");
        call.ChargeBatch(list.GetArrayLength());

        var results = await call.Session.Intake.CaptureAsync([.. list.EnumerateArray().Select(s => Read(call.Session.Catalog, s))], call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var result in results)
            {
                json.WriteStartObject();
                RecordJson.WriteRef(json, "record", result.Record);
                json.WriteString("outcome", EnumCode.Of(result.Outcome));
                if (result.Number is { } number) json.WriteString("number", number);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task BounceAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        if (new StrictObject(body.RootElement, "body", "bounces").Find("bounces") is not { ValueKind: JsonValueKind.Array } list) throw ApiErrors.Property("bounces", "a list of bounces");
        call.ChargeBatch(list.GetArrayLength());
        var marked = await call.Session.Intake.BounceAsync([.. list.EnumerateArray().Select(ReadBounce)], call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("records");
            foreach (var record in marked)
            {
                json.WriteStartObject();
                json.WriteString("type", record.Type);
                json.WriteString("id", record.Id);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static EmailBounce ReadBounce(JsonElement json)
    {
        var bounce = new StrictObject(json, "bounces", "address", "at");
        if (bounce.Text("at") is not { } text) return new EmailBounce(bounce.RequiredText("address"));
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? new EmailBounce(bounce.RequiredText("address"), at) : throw ApiErrors.Property("at", "an instant as yyyy-MM-ddTHH:mm:ssZ");
    }

    private static LeadSignal Read(CatalogSnapshot catalog, JsonElement json)
    {
        var signal = new StrictObject(json, "signals", "source", "key", "name", "companyName", "email", "phone", "channel", "message", "use", "values");
        var use = signal.Text("use") is not { } said ? SignalUse.Lead : EnumCode.Codes(typeof(SignalUse)).Contains(said) ? (SignalUse)EnumCode.Parse(typeof(SignalUse), said) : throw ApiErrors.Property("use", "one of " + string.Join(", ", EnumCode.Codes(typeof(SignalUse))));
        return new LeadSignal
        {
            Source = signal.RequiredText("source"),
            Key = signal.RequiredText("key"),
            Name = signal.Text("name"),
            CompanyName = signal.Text("companyName"),
            Email = signal.Text("email"),
            Phone = signal.Text("phone"),
            Channel = signal.Text("channel"),
            Message = signal.Text("message"),
            Use = use,
            Values = signal.Find("values") is { } values ? RecordBody.ForValues(catalog.Type(use == SignalUse.Case ? "case" : "lead"), values).ThrowIfWrong().Values : new Dictionary<string, object?>(),
        };
    }
}
