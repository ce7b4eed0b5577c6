using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmKit.Fields;

/// <summary>Values as the JSON object that they are.</summary>
internal sealed class CustomValuesConverter : JsonConverter<CustomValues>
{
    public override CustomValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("Inputs are an object of values by key.");
        return CustomValues.Parse(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, CustomValues value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json);
}
