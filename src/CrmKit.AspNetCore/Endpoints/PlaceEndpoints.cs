using CrmKit.Places;

namespace CrmKit.AspNetCore;

/// <summary>Countries and their regions, for choices and maps.</summary>
internal static class PlaceEndpoints
{
    public static Task CountriesAsync(ApiCall call) => AnswerAsync(call, Countries.All.Select(c => (c.Code, c.Name)));

    public static Task RegionsAsync(ApiCall call) =>
        Countries.Find(DefinitionEndpoints.Part(call, "country")) is { } country ? AnswerAsync(call, Regions.Of(country.Code).Select(r => (r.Code, r.Name)))
        : throw new CrmNotFoundException(PlaceErrors.CountryUnknown(DefinitionEndpoints.Part(call, "country")));

    private static Task AnswerAsync(ApiCall call, IEnumerable<(string Code, LocalizedText Name)> places) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var (code, name) in places)
        {
            json.WriteStartObject();
            json.WriteString("code", code);
            json.WriteString("name", name.For(call.Culture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
