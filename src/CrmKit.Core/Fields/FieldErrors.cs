using System.Globalization;
using CrmKit.Filters;

namespace CrmKit.Fields;

internal static class FieldErrors
{
    public static CrmError Required(FieldDefinition field) => Of("field.required", field, $"'{field.Label}' must have a value.");

    public static CrmError TooLong(FieldDefinition field, int length, int limit) => Of("field.too-long", field,
        $"'{field.Label}' has {length.ToString("N0", CultureInfo.InvariantCulture)} characters; at most {limit.ToString("N0", CultureInfo.InvariantCulture)} are allowed. Shorten it.");

    public static CrmError ControlCharacter(FieldDefinition field) => Of("field.control-character", field, $"'{field.Label}' contains a NUL character. Remove it.");

    public static CrmError Pattern(FieldDefinition field) => Of("field.pattern", field, $"'{field.Label}' does not have the form that is asked: {field.Pattern}");

    public static CrmError Format(FieldDefinition field, string example) => Of("field.format", field, $"'{field.Label}' is not well formed. Write it like {example}.");

    public static CrmError Phone(FieldDefinition field, string text) => Of("field.phone", field,
        $"'{Short(text)}' in '{field.Label}' is not a telephone number. Write its digits, with the calling code for another country, like +86 10 1234 5678 ext. 12; other remarks belong into a note.");

    public static CrmError Range(FieldDefinition field, object value, decimal? minimum, decimal? maximum) => Of("field.range", field,
        $"'{field.Label}' is {Text(value)}; {(minimum, maximum) switch
        {
            (null, { } most) => $"at most {Text(most)} is allowed",
            ({ } least, null) => $"at least {Text(least)} is allowed",
            _ => $"{Text(minimum!)} to {Text(maximum!)} is allowed",
        }}.");

    public static CrmError Option(FieldDefinition field, string code) => Of("field.option", field,
        $"'{Short(code)}' is not a choice of '{field.Label}'.{(Nearest.Mistyped(code.ToLowerInvariant(), field.Options.Select(o => o.Code)) is { } meant ? $" Did you mean '{meant}'?" : "")} Choose one of: {string.Join(", ", field.Options.Take(20).Select(o => o.Code))}{(field.Options.Count > 20 ? "…" : "")}.");

    public static CrmError Type(FieldDefinition field, object? value) => Of("field.type", field,
        $"'{field.Label}' cannot hold {(value is null ? "this value" : $"'{Short(Text(value))}'")}: it takes {Expected(field.Kind)}.");

    public static CrmError TypeFailed(FieldDefinition field, string reason) => Of("field.type-failed", field, $"'{field.Label}' could not be checked by its type '{field.TypeKey}': {reason}");

    public static CrmError Duplicate(FieldDefinition field, object value, RecordRef? other) => Of("field.duplicate", field,
        $"'{Short(Text(value))}' is already the '{field.Label}' of {(other is { } o ? o.ToString() : "another record")}. Use another value, or change that record.");

    public static CrmError ReferenceMissing(FieldDefinition field, RecordRef target) => Of("field.reference-missing", field,
        $"'{field.Label}' points at {target}, which does not exist, is deleted, or may not be seen. Choose another one.");

    public static CrmError ReadOnly(FieldDefinition field) => Of("field.read-only", field, $"'{field.Label}' cannot be written directly: {(field.Nature) switch
    {
        FieldNature.Computed => "it is computed from other fields",
        FieldNature.State => "it changes through its own act (move, assign, convert)",
        _ => "the engine keeps it",
    }}.");

    private static CrmError Of(string code, FieldDefinition field, string message) => new(code, message) { Field = field.Key, Label = field.Label };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string Expected(FieldKind kind) => kind switch
    {
        FieldKind.Integer => "a whole number",
        FieldKind.Number or FieldKind.Percent or FieldKind.Money => "a number",
        FieldKind.Bool => "yes or no (true, false)",
        FieldKind.Date => "a day such as 2026-03-31",
        FieldKind.Instant => "an instant such as 2026-03-31T08:00:00Z",
        FieldKind.Reference => "the id of a record",
        FieldKind.Option => "an option code",
        _ => "text",
    };
}
