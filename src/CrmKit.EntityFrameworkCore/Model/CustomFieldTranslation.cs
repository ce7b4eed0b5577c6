using CrmKit.Fields;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Custom values and text matching in SQL.</summary>
internal static class CustomFieldTranslation
{
    private static readonly StringTypeMapping Text = new("TEXT", System.Data.DbType.String);
    private static readonly LongTypeMapping Whole = new("BIGINT", System.Data.DbType.Int64);

    public static void Add(ModelBuilder model, IStoreDatabase database)
    {
        foreach (var name in new[] { nameof(CustomField.Text), nameof(CustomField.Number), nameof(CustomField.Bool) })
        {
            var method = typeof(CustomField).GetMethod(name)!;
            var type = Nullable.GetUnderlyingType(method.ReturnType) ?? method.ReturnType;
            model.HasDbFunction(method).HasTranslation(arguments => database.CustomValue(arguments[0], KeyOf(arguments[1]), type));
        }
        foreach (var name in new[] { nameof(CustomField.IdText), nameof(CustomField.IdTextOrNull) })
            model.HasDbFunction(typeof(CustomField).GetMethod(name)!).HasTranslation(arguments => new SqlFunctionExpression(
                "lower", [new SqlUnaryExpression(System.Linq.Expressions.ExpressionType.Convert, arguments[0], typeof(string), Text)], nullable: true, argumentsPropagateNullability: [true], typeof(string), Text));
        model.HasDbFunction(typeof(CustomField).GetMethod(nameof(CustomField.DayText))!)
            .HasTranslation(arguments => new SqlUnaryExpression(System.Linq.Expressions.ExpressionType.Convert, arguments[0], typeof(string), Text));
        // The column holds the scaled number; the cast only takes the converter off.
        model.HasDbFunction(typeof(StoredAmount).GetMethod(nameof(StoredAmount.Scaled))!)
            .HasTranslation(arguments => new SqlUnaryExpression(System.Linq.Expressions.ExpressionType.Convert, arguments[0], typeof(long), Whole));
        model.HasDbFunction(typeof(TextPattern).GetMethod(nameof(TextPattern.IsLike))!).HasTranslation(arguments => database.Like(arguments[0], arguments[1]));
    }

    // The key stands in the statement as a literal: an expression index is only used for the very same text.
    private static string KeyOf(SqlExpression argument)
    {
        var key = (argument as SqlConstantExpression)?.Value as string;
        return FieldKey.IsValid(key) ? key! : throw new InvalidOperationException($"'{key}' is not a field key.");
    }
}

/// <summary>Patterns for LIKE.</summary>
internal static class TextPattern
{
    public const string Escape = "\\";

    public static bool IsLike(string? text, string? pattern) => throw new NotSupportedException($"{text} {pattern}: only in queries.");

    public static string? Contains(string? part) => part is null ? null : $"%{Literal(part)}%";

    public static string? StartsWith(string? part) => part is null ? null : $"{Literal(part)}%";

    public static string? EndsWith(string? part) => part is null ? null : $"%{Literal(part)}";

    private static string Literal(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
