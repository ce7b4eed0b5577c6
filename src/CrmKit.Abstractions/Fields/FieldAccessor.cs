using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Records;

namespace CrmKit.Fields;

/// <summary>Reads and writes one field of a record in the catalog's value types, whatever the property's own type is.</summary>
internal sealed class FieldAccessor
{
    // Compiled when first used: a host starts with hundreds of fields, and compiling them all would be a tenth of its cold start.
    private readonly Lazy<Func<Record, object?>> _get;
    private readonly Lazy<Action<Record, object?>> _set;

    private FieldAccessor(Func<Func<Record, object?>> get, Func<Action<Record, object?>> set) =>
        (_get, _set) = (new(get, LazyThreadSafetyMode.PublicationOnly), new(set, LazyThreadSafetyMode.PublicationOnly));

    public object? Get(Record record) => _get.Value(record);

    public void Set(Record record, object? value) => _set.Value(record, value);

    /// <summary>For a property.</summary>
    public static FieldAccessor ForProperty(PropertyInfo property) => new(() => Getter(property), () => Setter(property));

    /// <summary>For a value in the JSON column.</summary>
    public static FieldAccessor ForCustom(string key, FieldKind kind) => new(
        () => record => kind switch
        {
            FieldKind.Integer => record.Custom.Number(key) is { } number ? (long)number : null,
            FieldKind.Number or FieldKind.Percent or FieldKind.Money => record.Custom.Number(key),
            FieldKind.Bool => record.Custom.Bool(key),
            FieldKind.Date => record.Custom.Date(key),
            FieldKind.Instant => record.Custom.Instant(key),
            FieldKind.Reference => record.Custom.Reference(key),
            _ => record.Custom.Text(key),
        },
        () => (record, value) => record.Custom = record.Custom.With(key, value));

    private static Func<Record, object?> Getter(PropertyInfo property)
    {
        var record = Expression.Parameter(typeof(Record), "record");
        var member = Expression.Property(Expression.Convert(record, property.DeclaringType!), property);
        Expression boxed = Expression.Convert(member, typeof(object));
        if (IsWidened(property)) boxed = Expression.Call(typeof(FieldAccessor), nameof(Widen), null, boxed);
        return Expression.Lambda<Func<Record, object?>>(boxed, record).Compile();
    }

    private static Action<Record, object?> Setter(PropertyInfo property)
    {
        var record = Expression.Parameter(typeof(Record), "record");
        var value = Expression.Parameter(typeof(object), "value");
        var type = TypeOf(property);
        var isNullable = type != property.PropertyType || !type.IsValueType;
        Expression narrowed = IsWidened(property) ? Expression.Call(typeof(FieldAccessor), nameof(Narrow), null, value, Expression.Constant(type)) : value;
        narrowed = Expression.Convert(narrowed, property.PropertyType);
        // An empty value of a property that cannot be null is that property's default; "required" is the validator's business.
        var assign = Expression.Assign(Expression.Property(Expression.Convert(record, property.DeclaringType!), property), isNullable && type != typeof(string)
            ? narrowed
            : Expression.Condition(Expression.Equal(value, Expression.Constant(null)), Default(property), narrowed));
        return Expression.Lambda<Action<Record, object?>>(assign, record, value).Compile();
    }

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static bool IsWidened(PropertyInfo property) => TypeOf(property) is { } type && (type.IsEnum || type == typeof(int));

    private static Expression Default(PropertyInfo property) =>
        property.PropertyType == typeof(string) && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull
            ? Expression.Constant("")
            : Expression.Default(property.PropertyType);

    private static object? Widen(object? value) => value switch { null => null, int number => (long)number, Enum code => EnumCode.Of(code), _ => value };

    private static object? Narrow(object? value, Type type) => value switch
    {
        null => null,
        long number => checked((int)number),
        decimal number when type == typeof(int) => decimal.IsInteger(number) ? checked((int)number) : throw new InvalidCastException(), // a percentage kept as a whole number
        string code => EnumCode.Parse(type, code),
        _ => value,
    };
}
