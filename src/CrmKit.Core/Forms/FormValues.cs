using System.Globalization;

namespace CrmKit.Forms;

/// <summary>Which fields of leads a form can have, and what was filled in, in the type of the field's kind.</summary>
internal static class FormValues
{
    public static readonly string[] Reaching = ["name", "companyName", "email", "phone"];

    /// <summary>The field, when people may write it and a text can say its value.</summary>
    public static FieldDefinition? Find(RecordTypeDefinition lead, string key) => lead.TryField(key, out var field) && IsWritable(field) && field.Kind != FieldKind.Reference ? field : null;

    /// <summary>As <see cref="Find"/>, also references: for values that strangers do not send.</summary>
    public static FieldDefinition? FindHidden(RecordTypeDefinition lead, string key) => lead.TryField(key, out var field) && IsWritable(field) ? field : null;

    /// <summary>The value; <see langword="false"/> when the text is none of the field's kind.</summary>
    public static bool TryRead(FieldDefinition field, string text, out object? value)
    {
        value = field.Kind switch
        {
            FieldKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldKind.Number or FieldKind.Percent or FieldKind.Money => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : null,
            FieldKind.Bool => text switch { "true" or "on" => true, "false" => false, _ => null },
            FieldKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            FieldKind.Instant => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            FieldKind.Option => field.Options.Any(o => o.Code == text) ? text : null,
            FieldKind.Reference => Guid.TryParse(text, out var id) ? id : null,
            _ => text.Contains('\0', StringComparison.Ordinal) ? null : text,
        };
        return value is not null;
    }

    private static bool IsWritable(FieldDefinition field) => field.Nature == FieldNature.Descriptive && field.Key != "externalId";
}
