using System.Globalization;
using System.Text.RegularExpressions;

namespace CrmKit.Workflows;

/// <summary>Texts with fields of a record in them: <c>Call {name}</c>.</summary>
internal static partial class RecordTexts
{
    public static void Check(WorkflowCheckContext context, string input)
    {
        foreach (var key in Placeholder().Matches(context.Inputs.Text(input) ?? "").Select(m => m.Groups[1].Value))
            if (!context.Type.TryField(key, out _)) context.Refuse(WorkflowErrors.FieldUnfit(input, key, context.Type, "there is none of that key."));
    }

    /// <summary>The text with the record's values; what is empty, hidden, or of a plugin that left is nothing.</summary>
    public static string Fill(string text, RecordTypeDefinition type, Record record) =>
        Placeholder().Replace(text, match => type.TryField(match.Groups[1].Value, out var field) ? Text(field.Get(record)) : "");

    private static string Text(object? value) => value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("u", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9.-]*)\}")]
    private static partial Regex Placeholder();
}
