using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Fields;
using Record = CrmKit.Records.Record;

namespace CrmKit.Filters;

/// <summary>What docs/reference/filter.md says, in the plainest code: the oracle that compiled filters are compared with.</summary>
internal sealed class NaiveFilter(FilterWorld world)
{
    public bool Holds(FilterNode node, Record record) => node switch
    {
        AllOf all => all.Parts.All(p => Holds(p, record)),
        AnyOf any => any.Parts.Any(p => Holds(p, record)),
        Negation negation => !Holds(negation.Inner, record),
        Condition condition => Holds(condition, record),
        _ => throw new ArgumentException("An unknown node."),
    };

    private bool Holds(Condition condition, Record record)
    {
        var (value, field) = Read(world.Type, record, condition.Path);
        var values = condition.Values.Select(v => v.Kind == FilterValueKind.Field ? Read(world.Type, record, (string)v.Value!).Value : Plain(v, field)).ToList();
        if (condition.Other is not null && condition.Operator is not (FilterOperator.Eq or FilterOperator.Ne) && values[0] is null) return false;
        return condition.Operator switch
        {
            FilterOperator.Holds => value is true,
            FilterOperator.Eq => Same(value, values[0]),
            FilterOperator.Ne => !Same(value, values[0]),
            FilterOperator.In => values.Exists(v => Same(value, v)),
            FilterOperator.Gt => value is not null && Order(value, values[0]!) > 0,
            FilterOperator.Ge => value is not null && Order(value, values[0]!) >= 0,
            FilterOperator.Lt => value is not null && Order(value, values[0]!) < 0,
            FilterOperator.Le => value is not null && Order(value, values[0]!) <= 0,
            FilterOperator.Contains => value is string text && text.Contains((string)values[0]!, StringComparison.OrdinalIgnoreCase),
            FilterOperator.StartsWith => value is string text && text.StartsWith((string)values[0]!, StringComparison.OrdinalIgnoreCase),
            FilterOperator.EndsWith => value is string text && text.EndsWith((string)values[0]!, StringComparison.OrdinalIgnoreCase),
            FilterOperator.Recurs => value is DateOnly day && Period(condition.Values[0], (DateOnly)values[0]!).Any(d => (d.Month, d.Day) == (day.Month, day.Day)), // nobody was born on a leap day here
            _ => throw new ArgumentException("An unknown operator."),
        };
    }

    private (object? Value, FieldDefinition Field) Read(RecordTypeDefinition type, Record? record, string path)
    {
        if (path.StartsWith("account.", StringComparison.Ordinal)) return Through(type, record, "accountId", path["account.".Length..]);
        if (path.StartsWith("parent.", StringComparison.Ordinal)) return Through(type, record, "parentId", path["parent.".Length..]);
        if (path.StartsWith("custom.test.agency.", StringComparison.Ordinal)) return Through(type, record, "test.agency", path["custom.test.agency.".Length..]);
        var field = type.Field(path.StartsWith("custom.", StringComparison.Ordinal) ? path["custom.".Length..] : path);
        return (record is null ? null : field.Get(record), field);
    }

    private (object?, FieldDefinition) Through(RecordTypeDefinition type, Record? record, string reference, string rest)
    {
        Account? target = record is not null && type.Field(reference).Get(record) is Guid id ? world.Accounts.Find(a => a.Id == id && a.Name != "Hidden") : null;
        return Read(world.Catalog.Type(typeof(Account)), target, rest);
    }

    // Midnight in Shanghai is 16:00 of the day before in UTC.
    private object? Plain(FilterValue value, FieldDefinition field)
    {
        DateTimeOffset Midnight(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(8)).ToUniversalTime();
        return (value.Kind, field.Kind) switch
        {
            (FilterValueKind.Me, _) => world.Me,
            (FilterValueKind.Today, FieldKind.Instant) => Midnight(world.Today.AddDays((int)value.Value!)),
            (FilterValueKind.Week or FilterValueKind.Month, _) => Start(value),
            (FilterValueKind.Today, _) => world.Today.AddDays((int)value.Value!),
            (FilterValueKind.Now, _) => world.Now.AddDays((int)value.Value!),
            (FilterValueKind.Date, FieldKind.Instant) => Midnight((DateOnly)value.Value!),
            _ => value.Value,
        };
    }

    private DateOnly Start(FilterValue value)
    {
        var day = world.Today;
        if (value.Kind == FilterValueKind.Month) return new DateOnly(day.Year, day.Month, 1).AddMonths((int)value.Value!);
        while (day.DayOfWeek != DayOfWeek.Monday) day = day.AddDays(-1);
        return day.AddDays(7 * (int)value.Value!);
    }

    private static IEnumerable<DateOnly> Period(FilterValue value, DateOnly first)
    {
        var next = value.Kind switch { FilterValueKind.Week => first.AddDays(7), FilterValueKind.Month => first.AddMonths(1), _ => first.AddDays(1) };
        for (var day = first; day < next; day = day.AddDays(1)) yield return day;
    }

    private static bool Same(object? a, object? b) => a is null || b is null ? a is null && b is null : Order(a, b) == 0;

    private static int Order(object a, object b) => (a, b) switch
    {
        (string x, string y) => string.CompareOrdinal(x, y),
        (int or long or decimal, int or long or decimal) => Convert.ToDecimal(a, System.Globalization.CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(b, System.Globalization.CultureInfo.InvariantCulture)),
        (IComparable x, _) => x.CompareTo(b),
        _ => throw new ArgumentException("Not comparable."),
    };
}
