namespace CrmKit.Search;

internal static class SearchErrors
{
    public static CrmError Empty() => new("search.empty", "There is nothing to look for. Enter letters or digits.");

    public static CrmError TooLong(int length) => new("search.too-long", $"A search has at most {SearchTerms.MostCharacters} characters, this one has {length}. Enter fewer words.");

    public static CrmError Size(int size) => new("search.size", $"A search gives 1 to {SearchDoor.MostResults} results, not {size}. Ask for so many.");

    public static CrmError RebuildForbidden() => new("search.rebuild-forbidden", "The search index is written anew by administrators only. Ask one.");
}
