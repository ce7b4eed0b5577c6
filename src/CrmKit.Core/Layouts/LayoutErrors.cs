namespace CrmKit.Layouts;

internal static class LayoutErrors
{
    public static CrmError PartUnknown(string part, string type) => new("layout.part-unknown",
        $"Pages of records of type '{type}' have no part '{part}'. It may belong to a plugin that is not enabled; the catalog lists relations and sections.") { Field = part };

    public static CrmError Repeated(string what) => new("layout.repeated", $"'{what}' stands in the layout more than once. Let it stand in one place.") { Field = what };

    public static CrmError LinkInvalid(string button, string why) => new("layout.link-invalid", $"Where button '{button}' leads cannot be said so: {why}") { Field = button };

    public static CrmError EntryUnknown(string entry) => new("layout.entry-unknown",
        $"The menu has no entry '{entry}'. Name a record type, a board as 'board:' with its pipeline, a plugin's page, or one of {string.Join(", ", MenuEntries.All)}.") { Field = entry };

    public static CrmError Taken(string key) => new("layout.taken", $"'{key}' is for the same people already. Change that one, or take it away first.");
}
