using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Records;

/// <summary>Brings values into the one form in which they are stored and compared.</summary>
internal static class FieldNormalizer
{
    private const int Decimals = 4;

    public static void Normalize(TypePlan plan, Record record, Record? before, string? country)
    {
        foreach (var field in plan.Normalized)
        {
            var value = field.Get(record);
            if (value is null) continue;
            var normal = Normal(field, value);
            if (field.Definition.Kind == FieldKind.Phone && normal is string phone) normal = Phone(phone, field, record, before, plan.Country?.Get(record) as string ?? country);
            if (!ReferenceEquals(normal, value)) field.Set(record, normal);
        }
        if (!ReferenceEquals(record.Custom, CustomValues.Empty) && !ReferenceEquals(record.Custom, before?.Custom)) NormalizeCustom(plan, record, before, country);
    }

    private static void NormalizeCustom(TypePlan plan, Record record, Record? before, string? country)
    {
        List<KeyValuePair<string, object?>>? changes = null;
        foreach (var field in plan.Custom)
        {
            if (field.Get(record) is not { } value) continue;
            var normal = Normal(field, value);
            if (field.Definition.Kind == FieldKind.Phone && normal is string phone) normal = Phone(phone, field, record, before, plan.Country?.Get(record) as string ?? country);
            if (!ReferenceEquals(normal, value)) (changes ??= []).Add(new(field.Definition.Key, normal));
        }
        if (changes is not null) record.Custom = record.Custom.With(changes);
    }

    // What is stored stays as it is until somebody writes another number; what cannot be told to be a whole number stays as it was written.
    private static string Phone(string text, FieldPlan field, Record record, Record? before, string? country)
    {
        if (text.Length == 0 || (before is not null && Equals(field.Get(before), field.Get(record)))) return text;
        var reading = PhoneText.Read(text, country);
        return reading.Kind == PhoneKind.Number && reading.Text != text ? reading.Text : text;
    }

    // The same object when nothing is to be done.
    private static object? Normal(FieldPlan field, object value)
    {
        switch (value)
        {
            case string text when field.IsText && !field.IsEnum:
                var trimmed = text.Trim();
                if (trimmed.Length == 0) return text.Length == 0 ? value : null;
                return field.Definition.Kind == FieldKind.Email ? Lower(trimmed) : trimmed;
            case decimal number when number.Scale > Decimals:
                return Math.Round(number, Decimals, MidpointRounding.AwayFromZero);
            case DateTimeOffset instant when instant.Offset != TimeSpan.Zero || instant.UtcTicks % TimeSpan.TicksPerMicrosecond != 0:
                return Instants.Truncate(instant);
            default:
                return value;
        }
    }

    // Returns its argument when there is nothing to lower, as ToLowerInvariant does.
    private static string Lower(string text) => text.ToLowerInvariant();
}
