using CrmKit.Filters;

namespace CrmKit.Records;

internal static class ReadErrors
{
    public static CrmError CursorInvalid() => new("query.cursor-invalid",
        "The cursor does not belong to this list. Ask for the first page again: a cursor is valid only with the type, filter and order it came from.");

    public static CrmError TotalLimit(int limit) => new("query.total-limit", $"A total cannot be counted up to {limit}. Give 1 or more, or no limit to count all.");

    public static CrmError Size(int size, int most) => new("query.size", $"A page of {size} records cannot be given. Ask for 1 to {most}.");

    public static CrmError OrderInvalid(int position, string why) => new("query.order", $"Order, at character {position}: {why}") { Position = position };

    public static CrmError OrderFieldUnknown(int position, RecordTypeDefinition type, string name) => new("filter.field-unknown",
        $"Order, at character {position}: record type '{type.Key}' has no field '{name}'.{FilterErrors.DidYouMean(FieldPaths.Near(type, name))} Expected field keys parted by commas, '-' before one for descending.") { Position = position, Field = name };

    public static CrmError NotSortable(int position, FieldDefinition field) => new("query.order",
        $"Order, at character {position}: field '{field.Key}' cannot be sorted by. Sort by a short text, a number, a date, an option or a reference.") { Position = position, Field = field.Key };

    public static CrmError IncludeInvalid(string type, string field) => new("query.include",
        $"'{field}' is not a reference field of '{type}' that points at one record type, so nothing can come along with it.") { Field = field };

    public static CrmError FieldForbidden(string type, string field) => FilterErrors.FieldForbidden(type, field);
}
