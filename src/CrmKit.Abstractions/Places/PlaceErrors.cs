namespace CrmKit.Places;

internal static class PlaceErrors
{
    public static CrmError CountryUnknown(string text) => new("place.country-unknown", $"No country is known as '{text}'. Use its ISO 3166 code, such as CN, or its name.");
}
