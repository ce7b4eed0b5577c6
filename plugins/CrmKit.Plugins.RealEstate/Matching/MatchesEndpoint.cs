using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Units for leads or opportunities, scored and explained.</summary>
internal sealed class MatchesEndpoint : IPluginEndpoint
{
    private const int MostSeekers = 1_000, MostMatches = 50;

    public static readonly EndpointDefinition Definition = new()
    {
        Key = "realestate.matches",
        Method = "POST",
        Path = "/matches",
        Summary = new("Finds available units for leads or opportunities, best first, with the reasons of each score.", "为线索或商机匹配可售房源，并说明评分依据"),
        Requires = new Permission(Units.Type, Operations.Read, AccessScope.All),
        BodySchema = """
            {"type":"object","required":["ids"],"properties":{
              "type":{"type":"string","enum":["lead","opportunity"],"default":"lead"},
              "ids":{"type":"array","maxItems":1000,"items":{"type":"string","format":"uuid"}},
              "top":{"type":"integer","minimum":1,"maximum":50,"default":5}}}
            """,
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        var body = context.Request.Body;
        var type = Text(body["type"]) ?? "lead";
        var ids = (body["ids"] as JsonArray)?.Select(id => Guid.TryParse(Text(id), out var guid) ? guid : (Guid?)null).ToList();
        var top = body["top"] is null ? 5 : body["top"] is JsonValue number && number.TryGetValue<int>(out var given) ? given : 0;
        if (type is not ("lead" or "opportunity") || ids is null || ids.Count is 0 or > MostSeekers || ids.Contains(null) || top is < 1 or > MostMatches)
            throw new CrmValidationException(RealEstateErrors.MatchRequest(MostSeekers, MostMatches));
        var seekers = await context.Session.Records.GetManyAsync(type, [.. ids.OfType<Guid>().Distinct()], cancellationToken);
        var (matches, isComplete) = await UnitMatching.FindAsync(context.Session, seekers, top, cancellationToken);
        return EndpointAnswer.Json(new JsonObject { ["isComplete"] = isComplete, ["items"] = new JsonArray([.. matches.Select(m => Json(m.Seeker, m.Matches))]) });
    }

    private static JsonObject Json(Record seeker, List<Match> matches) => new()
    {
        ["id"] = seeker.Id.ToString(),
        ["matches"] = new JsonArray([.. matches.Select(m => new JsonObject
        {
            ["unit"] = m.Unit.Id.ToString(),
            ["name"] = m.Unit.Name,
            ["score"] = m.Score,
            ["reasons"] = new JsonArray([.. m.Reasons.Select(r => new JsonObject { ["factor"] = r.Factor, ["points"] = r.Points, ["of"] = r.Most, ["text"] = r.Text })]),
        })]),
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
