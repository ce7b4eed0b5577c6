using System.Linq.Expressions;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Imports.Writing;

/// <summary>Finds records of one type by values of fields, many at once, with the actor's rights.</summary>
internal abstract class RecordLookup
{
    private const int ValuesPerQuery = 500;

    public static RecordLookup For(RecordTypeDefinition type) =>
        (RecordLookup)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type.ClrType), type)!;

    /// <summary>The records whose first field has one of the values; further fields narrow the answer down.</summary>
    public abstract Task<IReadOnlyList<Record>> FindAsync(
        CrmSession session, IReadOnlyList<(FieldDefinition Field, IReadOnlyCollection<object> Values)> conditions, CancellationToken cancellationToken, bool withDeleted = false);

    private sealed class Of<T>(RecordTypeDefinition type) : RecordLookup where T : Record
    {
        public override async Task<IReadOnlyList<Record>> FindAsync(
            CrmSession session, IReadOnlyList<(FieldDefinition Field, IReadOnlyCollection<object> Values)> conditions, CancellationToken cancellationToken, bool withDeleted)
        {
            var found = new List<Record>();
            foreach (var values in conditions[0].Values.Chunk(ValuesPerQuery))
            {
                var specification = new Specification<T>(Among(conditions[0].Field, values));
                foreach (var (field, others) in conditions.Skip(1))
                    if (others.Count <= ValuesPerQuery) specification.Where(Among(field, others));
                if (type.IsCustom) specification.OfType(type.Key);
                if (withDeleted) specification.IncludeDeleted();
                found.AddRange(await session.Service<RecordQueries>().UnorderedAsync(specification, cancellationToken));
            }
            return found;
        }

        private static Expression<Func<T, bool>> Among(FieldDefinition field, IReadOnlyCollection<object> values)
        {
            var record = Expression.Parameter(typeof(T), "record");
            var value = field.Selector?.Over(record) ?? Custom(field, record);
            var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(value.Type))!;
            foreach (var item in values) list.Add(Native(item, value.Type));
            return Expression.Lambda<Func<T, bool>>(Predicates.Among(value, list), record);
        }

        private static MethodCallExpression Custom(FieldDefinition field, ParameterExpression record)
        {
            var custom = Expression.Property(record, nameof(Record.Custom));
            var function = field.Kind switch
            {
                FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => nameof(CustomField.Number),
                FieldKind.Bool => nameof(CustomField.Bool),
                _ => nameof(CustomField.Text),
            };
            return Expression.Call(typeof(CustomField), function, null, custom, Expression.Constant(field.Key));
        }

        // Out of the catalog's value types into those of the property or of the JSON functions.
        private static object Native(object value, Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            return value switch
            {
                _ when type.IsInstanceOfType(value) => value,
                string code when type.IsEnum => EnumCode.Parse(type, code),
                string text when type == typeof(Guid) => Guid.Parse(text),
                DateOnly day when type == typeof(string) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                Guid id when type == typeof(string) => id.ToString("D"),
                DateTimeOffset at when type == typeof(string) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
                _ => Convert.ChangeType(value, type, System.Globalization.CultureInfo.InvariantCulture),
            };
        }
    }
}
