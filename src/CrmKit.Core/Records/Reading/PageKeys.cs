using System.Linq.Expressions;
using CrmKit.Filters;

namespace CrmKit.Records;

/// <summary>One key of a keyset page.</summary>
/// <param name="Key">Over the record's class, of a type that compares in databases: text, number, day, instant or id.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="Name">What the cursor's hash knows it by.</param>
internal sealed record PageKey(LambdaExpression Key, bool Descending, string Name)
{
    public Type Type => Key.ReturnType;

    public bool IsNullable => !Type.IsValueType || Nullable.GetUnderlyingType(Type) is not null;
}

/// <summary>Makes page keys out of sort keys and out of the text form; ties are always broken by id.</summary>
internal static class PageKeys
{
    public const int Most = 8;

    /// <summary>From a specification; without keys, in order of creation.</summary>
    public static IReadOnlyList<PageKey> Of<T>(IReadOnlyList<SortKey> order) where T : Record
    {
        var parameter = Expression.Parameter(typeof(T), "r");
        return WithId<T>(order.Select(o => Make(parameter, o.Key.Over(parameter), o.Descending)), order.Count > 0 && order[^1].Descending);
    }

    /// <summary>From field keys parted by commas; without any, newest first.</summary>
    /// <exception cref="CrmValidationException"><c>query.order</c>, <c>filter.field-unknown</c>.</exception>
    public static IReadOnlyList<PageKey> Parse<T>(string? text, RecordTypeDefinition type, IReadOnlySet<string> hidden) where T : Record
    {
        if (string.IsNullOrWhiteSpace(text)) return WithId<T>([], descending: true);
        if (text.Length > 1000) throw new CrmValidationException(ReadErrors.OrderInvalid(1000, "found more, expected the end: only 1,000 characters are allowed."));
        var parameter = Expression.Parameter(typeof(T), "r");
        var keys = new List<PageKey>();
        var start = 0;
        foreach (var part in text.Split(','))
        {
            var name = part.Trim();
            var descending = name.StartsWith('-');
            if (descending) name = name[1..].TrimStart();
            var position = start + part.TrimEnd().Length - name.Length; // of the key, behind its sign
            if (name.Length == 0) throw new CrmValidationException(ReadErrors.OrderInvalid(start, "expected a field key, with '-' before it for descending."));
            if (keys.Count == Most) throw new CrmValidationException(ReadErrors.OrderInvalid(position, $"found '{name}', expected the end: only {Most} keys are allowed."));
            var field = FieldPaths.Field(type, name) ?? throw new CrmValidationException(ReadErrors.OrderFieldUnknown(position, type, name));
            keys.Add(ByField(parameter, field, position, type, hidden, descending));
            start += part.Length + 1;
        }
        return WithId<T>(keys, keys[^1].Descending);
    }

    private static PageKey ByField(ParameterExpression parameter, FieldDefinition field, int position, RecordTypeDefinition type, IReadOnlySet<string> hidden, bool descending)
    {
        if (hidden.Contains(field.Key)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(type.Key, field.Key) with { Position = position });
        if (field.Kind == FieldKind.LongText) throw new CrmValidationException(ReadErrors.NotSortable(position, field));
        return Make(parameter, field.IsCustom ? CustomKeys.Read(parameter, field.Key, field.Kind) : field.Selector!.Over(parameter), descending);
    }

    private static List<PageKey> WithId<T>(IEnumerable<PageKey> keys, bool descending) where T : Record
    {
        var all = keys.ToList();
        if (all.Exists(k => k.Name == nameof(Record.Id))) return all;
        all.Add(new PageKey((Expression<Func<T, Guid>>)(r => r.Id), descending, nameof(Record.Id)));
        return all;
    }

    private static PageKey Make(ParameterExpression parameter, Expression key, bool descending)
    {
        if (key is UnaryExpression { NodeType: ExpressionType.Convert, Operand: var inner } && key.Type == typeof(object)) key = inner;
        var name = key is MemberExpression member ? member.Member.Name : key.ToString();
        if (key is MethodCallExpression call && CustomKeys.Find(call) is { } custom)
        {
            name = "custom." + custom.Key;
            if (custom.Kind is { } kind) key = CustomKeys.Read(custom.Record, custom.Key, kind);
        }
        return new PageKey(Expression.Lambda(Comparable(key), parameter), descending, name);
    }

    // Databases keep enums as codes, whose alphabet says nothing: they sort in the order of declaration. Yes comes after no.
    private static Expression Comparable(Expression key)
    {
        var type = Nullable.GetUnderlyingType(key.Type) ?? key.Type;
        if (!type.IsEnum && type != typeof(bool)) return key;
        var values = type == typeof(bool) ? [false, true] : Enum.GetValues(type).Cast<object>().ToArray();
        Expression rank = Expression.Constant(null, typeof(int?));
        for (var i = values.Length - 1; i >= 0; i--)
            rank = Expression.Condition(Expression.Equal(key, Expression.Constant(values[i], key.Type)), Expression.Constant(i, typeof(int?)), rank);
        return rank;
    }
}
