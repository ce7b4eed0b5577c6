namespace CrmKit.Filters;

internal static class FilterErrors
{
    public static CrmValidationException Syntax(int position, string found, string expected) =>
        Refuse("filter.syntax", position, $"found {found}, expected {expected}.");

    public static CrmValidationException TooComplex(int position, string why) => Refuse("filter.too-complex", position, why);

    public static CrmValidationException FieldUnknown(int position, string type, string name, IReadOnlyList<string> near) =>
        Refuse("filter.field-unknown", position, $"record type '{type}' has no field '{name}'.{DidYouMean(near)}", name);

    public static CrmError FieldForbidden(string type, string field) => new("filter.field-forbidden",
        $"You may not read field '{field}' of '{type}', so you can neither ask for it nor filter or sort by it.") { Field = field };

    public static CrmValidationException RelationUnknown(int position, string type, string relation, IReadOnlyList<string> near) =>
        Refuse("filter.relation-unknown", position, $"nothing, or more than one kind of record, points at a record of type '{type}' by the name '{relation}'.{DidYouMean(near)} Write a plural such as contacts, or the relation's key in quotes, such as 'contact:accountId'.");

    public static CrmValidationException NotAReference(int position, string field, string rest) =>
        Refuse("filter.field-unknown", position, $"'{field}' does not point at records of one type, so '{rest}' cannot be asked of it.", field);

    public static CrmValidationException Operator(int position, string found, FieldDefinition field, IEnumerable<string> allowed) =>
        Refuse("filter.operator", position, $"found {found}, but '{field.Key}' ({FieldKinds.NameOf(field.Kind)}) takes {string.Join(", ", allowed)}.", field.Key);

    public static CrmValidationException Type(FilterValue value, FieldDefinition field, string expected) =>
        Refuse("filter.type", value.Position, $"found {value.Raw}, expected {expected} for '{field.Key}' ({FieldKinds.NameOf(field.Kind)}).", field.Key);

    /// <summary>A word that is neither a value nor a field to compare with.</summary>
    public static CrmValidationException NoValue(FilterValue value, IReadOnlyList<string>? near = null) =>
        Refuse("filter.syntax", value.Position, $"found {value.Raw}, expected a value, or another field of the record; texts stand in single quotes.{DidYouMean(near ?? [])}");

    public static string DidYouMean(IReadOnlyList<string> near) => near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";

    private static CrmValidationException Refuse(string code, int position, string message, string? field = null) =>
        new(new CrmError(code, $"Filter, at character {position}: {message}") { Position = position, Field = field });
}
