using System.Linq.Expressions;
using CrmKit.Storage;

namespace CrmKit.Records;

/// <summary>Typed custom fields in expressions: finds <c>record[field]</c>, and builds the calls that stores translate.</summary>
internal static class CustomKeys
{
    /// <summary>The record and the key of <c>record[field]</c> or of a function of <see cref="CustomField"/>; <see langword="null"/> for any other call.</summary>
    public static (Expression Record, string Key, FieldKind? Kind)? Find(MethodCallExpression call)
    {
        if (call.Method.DeclaringType == typeof(Record) && call.Method.Name == "get_Item" && ForeignValues.Evaluate<object?>(call.Arguments[0]) is Field field)
            return (call.Object!, field.Key, field.Kind);
        if (call.Method.DeclaringType == typeof(CustomField) && call.Arguments[0] is MemberExpression { Expression: { } record } && ForeignValues.Evaluate<object?>(call.Arguments[1]) is string key)
            return (record, key, null);
        return null;
    }

    /// <summary>The value of a custom field as databases compare it: text, number or yes-no; dates, instants and ids are texts that sort as they should.</summary>
    public static Expression Read(Expression record, string key, FieldKind kind)
    {
        var function = kind switch
        {
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => nameof(CustomField.Number),
            FieldKind.Bool => nameof(CustomField.Bool),
            _ => nameof(CustomField.Text),
        };
        return Expression.Call(typeof(CustomField), function, null, Expression.Property(record, nameof(Record.Custom)), Expression.Constant(key));
    }
}
