using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CrmKit.EntityFrameworkCore;

/// <summary>
/// What migration operations say, as text that is the same on every database: their checksum is made of it, not of the statements, which change with EF Core. What is not set is left out, so that a property which a later
/// EF Core adds changes nothing.
/// </summary>
internal static class OperationText
{
    public static string Write(IReadOnlyList<MigrationOperation> operations)
    {
        var text = new StringBuilder();
        foreach (var operation in operations) Write(text, operation);
        return text.ToString();
    }

    private static void Write(StringBuilder text, MigrationOperation operation)
    {
        text.Append(operation.GetType().Name).Append('{');
        foreach (var property in operation.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property.Name is nameof(MigrationOperation.IsDestructiveChange) || property.GetValue(operation) is not { } value || IsDefault(value)) continue;
            text.Append(property.Name).Append('=');
            Value(text, value);
            text.Append(';');
        }
        foreach (var annotation in operation.GetAnnotations().OrderBy(a => a.Name, StringComparer.Ordinal))
        {
            text.Append(annotation.Name).Append('=');
            Value(text, annotation.Value);
            text.Append(';');
        }
        text.Append('}');
    }

    private static void Value(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or char:
                text.Append('"').Append(value.ToString()!.ReplaceLineEndings("\n")).Append('"');
                break;
            case Type type:
                text.Append(type.FullName);
                break;
            case MigrationOperation operation:
                Write(text, operation);
                break;
            case byte[] bytes:
                text.Append(Convert.ToHexString(bytes));
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list)
                {
                    Value(text, item);
                    text.Append(',');
                }
                text.Append(']');
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool IsDefault(object value) => value switch
    {
        string => false,
        ICollection { Count: 0 } => true,
        IAnnotatable and ColumnOperation column => column.ClrType is null, // the column before the change, of operations that change none
        _ => value.GetType().IsValueType && value.Equals(Activator.CreateInstance(value.GetType())),
    };
}
