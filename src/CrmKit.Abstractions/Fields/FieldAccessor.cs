using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Records;

namespace CrmKit.Fields;

/// <summary>Reads and writes one field of a record in the catalog's value types, whatever the property's own type is.</summary>
internal sealed record FieldAccessor(Func<Record, object?> Get, Action<Record, object?> Set)
{
    /// <summary>For a property: compiled once when the type is registered.</summary>
    public static FieldAccessor ForProperty(PropertyInfo property)
    {
        var record = Expression.Parameter(typeof(Record), "record");
        var value = Expression.Parameter(typeof(object), "value");
        var member = Expression.Property(Expression.Convert(record, property.DeclaringType!), property);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var isNullable = type != property.PropertyType || !type.IsValueType;

        Expression boxed = type.IsEnum || type == typeof(int)
            ? Expression.Call(typeof(FieldAccessor), nameof(Widen), null, Expression.Convert(member, typeof(object)))
            : Expression.Convert(member, typeof(object));
        var get = Expression.Lambda<Func<Record, object?>>(boxed, record).Compile();

        Expression narrowed = type.IsEnum || type == typeof(int)
            ? Expression.Convert(Expression.Call(typeof(FieldAccessor), nameof(Narrow), null, value, Expression.Constant(type)), property.PropertyType)
            : Expression.Convert(value, property.PropertyType);
        // An empty value of a property that cannot be null is that property's default; "required" is the validator's business.
        var assign = Expression.Assign(member, isNullable && type != typeof(string)
            ? narrowed
            : Expression.Condition(Expression.Equal(value, Expression.Constant(null)), Default(property), narrowed));
        var set = Expression.Lambda<Action<Record, object?>>(assign, record, value).Compile();
        return new FieldAccessor(get, set);
    }

    /// <summary>For a value in the JSON column.</summary>
    public static FieldAccessor ForCustom(string key, FieldKind kind) => new(
        record => kind switch
        {
            FieldKind.Integer => record.Custom.Number(key) is { } number ? (long)number : null,
            FieldKind.Number or FieldKind.Percent or FieldKind.Money => record.Custom.Number(key),
            FieldKind.Bool => record.Custom.Bool(key),
            FieldKind.Date => record.Custom.Date(key),
            FieldKind.Instant => record.Custom.Instant(key),
            FieldKind.Reference => record.Custom.Reference(key),
            _ => record.Custom.Text(key),
        },
        (record, value) => record.Custom = record.Custom.With(key, value));

    private static Expression Default(PropertyInfo property) =>
        property.PropertyType == typeof(string) && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull
            ? Expression.Constant("")
            : Expression.Default(property.PropertyType);

    private static object? Widen(object? value) => value switch { null => null, int number => (long)number, Enum code => EnumCode.Of(code), _ => value };

    private static object? Narrow(object? value, Type type) => value switch
    {
        null => null,
        long number => checked((int)number),
        string code => EnumCode.Parse(type, code),
        _ => value,
    };
}
