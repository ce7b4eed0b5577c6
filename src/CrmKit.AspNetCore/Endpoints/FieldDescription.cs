using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>What a form needs to know of a field or a setting, as properties of an object under way.</summary>
internal static class FieldDescription
{
    /// <param name="json">An object under way.</param>
    /// <param name="field">The field.</param>
    /// <param name="culture">The language of its labels.</param>
    /// <param name="withCondition">Off where its condition names what the caller may not read.</param>
    public static void Write(Utf8JsonWriter json, FieldDefinition field, string culture, bool withCondition = true)
    {
        json.WriteString("key", field.Key);
        json.WriteString("kind", EnumCode.Of(field.Kind));
        json.WriteString("label", field.Label.For(culture));
        if (field.Description is { } description) json.WriteString("description", description.For(culture));
        if (field.Section is { } section)
        {
            json.WriteStartObject("section");
            json.WriteString("key", section.Key);
            json.WriteString("label", section.Label.For(culture));
            json.WriteEndObject();
        }
        if (withCondition && field.ShownWhen is { } condition) json.WriteString("shownWhen", condition);
        json.WriteString("nature", EnumCode.Of(field.Nature));
        json.WriteString("source", field.Source);
        json.WriteBoolean("isCustom", field.IsCustom);
        json.WriteBoolean("isRequired", field.IsRequired);
        json.WriteBoolean("isUnique", field.IsUnique);
        json.WriteBoolean("isIndexed", field.IsIndexed);
        json.WriteBoolean("isSearchable", field.IsSearchable);
        json.WriteBoolean("isPersonal", field.IsPersonal);
        if (field.MaxLength is { } length) json.WriteNumber("maxLength", length);
        if (field.Minimum is { } minimum) json.WriteNumber("minimum", minimum);
        if (field.Maximum is { } maximum) json.WriteNumber("maximum", maximum);
        if (field.Pattern is { } pattern) json.WriteString("pattern", pattern);
        if (field.TypeKey is { } type) json.WriteString("fieldType", type);
        if (field.ReferenceType is { } reference) json.WriteString("referenceType", reference);
        if (field.Options.Count > 0)
        {
            json.WriteStartArray("options");
            foreach (var option in field.Options)
            {
                json.WriteStartObject();
                json.WriteString("code", option.Code);
                json.WriteString("label", option.Label.For(culture));
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    }
}
