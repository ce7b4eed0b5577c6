using System.Globalization;

namespace CrmKit.Web;

/// <summary>Values as people read them, in their language and in their time zone.</summary>
internal sealed class FieldText(WebCall call)
{
    private readonly TimeZoneInfo _zone = call.Session.Zone;

    /// <summary>A value; empty for none. References are read elsewhere: their names are in other records.</summary>
    public string Of(FieldDefinition field, object? value) => value is string code && field.Kind == FieldKind.Option ? Option(field, code) : Of(field.Kind, value);

    /// <summary>A value of a kind; empty for none.</summary>
    public string Of(FieldKind kind, object? value) => value switch
    {
        null => "",
        bool flag => call.Texts[flag ? "value.yes" : "value.no"],
        string text => text,
        IFormattable share when kind == FieldKind.Percent => share.ToString("#,##0.####", call.Format) + "%",
        long or int => ((IFormattable)value).ToString("N0", call.Format),
        decimal number when kind == FieldKind.Money => number.ToString("#,##0.00##", call.Format),
        decimal number => number.ToString("#,##0.####", call.Format),
        DateOnly day => day.ToString("d", call.Format),
        DateTimeOffset instant => Moment(instant),
        _ => Convert.ToString(value, call.Format) ?? "",
    };

    /// <summary>A value of a record: pipelines and stages by their labels.</summary>
    public string Of(FieldDefinition field, Record record)
    {
        var value = field.Get(record);
        if (field.Nature == FieldNature.State && record is RootRecord { PipelineKey: { } key } root && call.Session.Catalog.TryPipeline(key, out var pipeline))
        {
            if (field.Key == "pipeline") return pipeline.Label.For(call.Culture);
            if (field.Key == "stage" && root.StageKey is { } stage) return pipeline.FindStage(stage)?.Label.For(call.Culture) ?? stage;
        }
        return Of(field, value);
    }

    /// <summary>What a record is worth, with its currency: its amount, or what its lines come to; empty when it has neither or the person may not read it.</summary>
    public string Amount(RecordTypeDefinition type, Record record, IReadOnlySet<string> hidden)
    {
        if (!type.TryField("amount", out var amount) && !type.TryField("total", out amount) || hidden.Contains(amount.Key) || Of(amount, record) is not { Length: > 0 } text) return "";
        return type.TryField("currency", out var currency) && currency.Get(record) is string code ? $"{text} {code}" : text;
    }

    public string Moment(DateTimeOffset instant) => Local(instant).ToString("g", call.Format);

    /// <summary>A value as an input of a form holds it.</summary>
    public string Input(FieldDefinition field, object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => Local(instant).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>The instant that an input means; <see langword="null"/> when it cannot be read. An hour that a clock change leaves out is the one after it.</summary>
    public DateTimeOffset? Instant(string text)
    {
        if (!DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || !UsableDays.Has(local.Year)) return null;
        if (_zone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);

    private string Option(FieldDefinition field, string code) => field.Options.FirstOrDefault(o => o.Code == code)?.Label.For(call.Culture) ?? code;
}
