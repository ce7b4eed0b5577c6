using CrmKit.Quality;

namespace CrmKit.Records;

/// <summary>Checks fields against their definitions, as far as that needs no database.</summary>
internal static class FieldValidator
{
    /// <summary>Amounts are kept in 64 bits with four decimals; this leaves room to sum.</summary>
    private const decimal AmountLimit = 900_000_000_000_000m;

    public static void Validate(WriteItem item, TypePlan plan, Func<FieldDefinition, Record, bool>? isShown = null)
    {
        var (before, after) = (item.Before, item.After!);
        foreach (var field in plan.Validated)
        {
            var value = field.Get(after);
            if (value is null or "")
            {
                if (field.Definition.IsRequired && isShown?.Invoke(field.Definition, after) != false) Refuse(item, FieldErrors.Required(field.Definition));
                continue;
            }
            // What is stored already was checked when it came in; rules made since then apply to what changes.
            if (before is not null && Equals(field.Get(before), value)) continue;
            if (value is string text) ValidateText(item, field, text);
            else ValidateNumber(item, field, value);
        }
        if (!ReferenceEquals(after.Custom, CustomValues.Empty) && !ReferenceEquals(after.Custom, before?.Custom)) ValidateCustom(item, plan, before, after);
    }

    private static void ValidateText(WriteItem item, FieldPlan field, string text)
    {
        var definition = field.Definition;
        if (text.Length > field.MaxLength) Refuse(item, FieldErrors.TooLong(definition, text.Length, field.MaxLength));
        else if (text.Contains('\0', StringComparison.Ordinal)) Refuse(item, FieldErrors.ControlCharacter(definition));
        else if (field.Options is { } options && !options.Contains(text)) Refuse(item, FieldErrors.Option(definition, text));
        else if (field.Pattern is { } pattern && !pattern.IsMatch(text)) Refuse(item, FieldErrors.Pattern(definition));
        else if (definition.Kind == FieldKind.Email && !IsEmail(text)) Refuse(item, FieldErrors.Format(definition, "name@example.com"));
        else if (definition.Kind == FieldKind.Phone && PhoneText.Read(text, null).Kind == PhoneKind.None) Refuse(item, FieldErrors.Phone(definition, text));
        else if (definition.Kind == FieldKind.Url && !IsWebAddress(text)) Refuse(item, FieldErrors.Format(definition, "https://example.com"));
    }

    private static void ValidateNumber(WriteItem item, FieldPlan field, object value)
    {
        var definition = field.Definition;
        decimal number;
        if (value is decimal amount)
        {
            number = amount;
            if (Math.Abs(number) > AmountLimit)
            {
                Refuse(item, FieldErrors.Range(definition, number, -AmountLimit, AmountLimit));
                return;
            }
        }
        else if (value is long whole) number = whole;
        else return;
        if (number < definition.Minimum || number > definition.Maximum)
            Refuse(item, FieldErrors.Range(definition, value, definition.Minimum, definition.Maximum));
    }

    private static void ValidateCustom(WriteItem item, TypePlan plan, Record? before, Record after)
    {
        foreach (var key in after.Custom.Keys)
        {
            if (before is not null && before.Custom.Contains(key)) continue; // stored while its plugin was enabled
            if (!plan.CustomKeys.Contains(key)) Refuse(item, CatalogErrors.FieldUnknown(item.Type.Key, key, plan.CustomKeys));
        }
        foreach (var field in plan.Custom)
            if (after.Custom.Contains(field.Definition.Key) && field.Get(after) is null) Refuse(item, FieldErrors.Type(field.Definition, null));
    }

    // Deliberately wide: only a delivery proves an address.
    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && text.IndexOf('@', at + 1) < 0 && !text.Any(char.IsWhiteSpace);
    }

    // Without a scheme, or http and https: a link that runs script is no web address.
    private static bool IsWebAddress(string text)
    {
        if (text.Any(char.IsWhiteSpace)) return false;
        var scheme = text.IndexOf(':', StringComparison.Ordinal);
        return text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || scheme < 0 || (scheme > text.IndexOf('.', StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal)); // host:port
    }

    private static void Refuse(WriteItem item, CrmError error) => item.Refuse(RefusalKind.Validation, error);
}
