namespace CrmKit.Records;

internal static class ReadErrors
{
    public static CrmError CursorInvalid() => new("query.cursor-invalid",
        "The cursor does not belong to this list. Ask for the first page again: a cursor is valid only with the type, filter and order it came from.");

    public static CrmError Size(int size, int most) => new("query.size", $"A page of {size} records cannot be given. Ask for 1 to {most}.");

    public static CrmError OrderInvalid(string text, int position, string why) => new("query.order", $"At {position} of the order '{text}': {why}") { Position = position };

    public static CrmError NotSortable(FieldDefinition field) => new("query.order",
        $"Field '{field.Key}' cannot be sorted by. Sort by a short text, a number, a date, an option or a reference.") { Field = field.Key };

    public static CrmError IncludeInvalid(string type, string field) => new("query.include",
        $"'{field}' is not a reference field of '{type}' that points at one record type, so nothing can come along with it.") { Field = field };

    public static CrmError FieldForbidden(string type, string field) => new("filter.field-forbidden",
        $"You may not read field '{field}' of '{type}', so you can neither filter nor sort by it.") { Field = field };
}
