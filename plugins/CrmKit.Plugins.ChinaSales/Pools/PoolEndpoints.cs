using System.Globalization;
using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;

namespace CrmKit.ChinaSales;

/// <summary>Puts back what is overdue, now.</summary>
internal sealed class ReturnDue(PoolReturns returns) : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "chinasales.return-due",
        Method = "POST",
        Path = "/pools/return",
        Summary = new("Puts leads whose time is over back into their pools.", "将到期线索收回公海。"),
        Requires = new Permission("lead", Operations.Administer, AccessScope.All),
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken) =>
        EndpointAnswer.Json(new JsonObject { ["returned"] = await returns.ReturnDueAsync(context.Session, cancellationToken) });
}

/// <summary>What the caller holds of each pool and took today, and how much he may.</summary>
internal sealed class Allowance(PoolReader reader) : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "chinasales.allowance",
        Method = "GET",
        Path = "/allowance",
        Summary = new("What you hold of each pool and took today, and how much you may.", "本人各公海的已持有数、今日领取数及上限。"),
        Requires = new Permission(Pools.Type, Operations.Read, AccessScope.All),
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        var pools = new JsonArray();
        if (context.Session.Actor.UserId is { } me)
            foreach (var terms in (await reader.TermsAsync(context.Session, cancellationToken)).Values.OrderBy(t => t.Code, StringComparer.Ordinal))
                pools.Add((JsonNode)new JsonObject
                {
                    ["pool"] = terms.Code,
                    ["held"] = await PoolReader.HeldAsync(context.Session, me, terms.Code, cancellationToken),
                    ["mostHeld"] = terms.MaxHeld == 0 ? null : terms.MaxHeld,
                    ["takenToday"] = await PoolReader.TakenTodayAsync(context.Session, me, terms.Code, cancellationToken),
                    ["mostPerDay"] = terms.MaxPerDay == 0 ? null : terms.MaxPerDay,
                });
        return EndpointAnswer.Json(new JsonObject { ["pools"] = pools });
    }
}

/// <summary>Reckons with Chinese working days.</summary>
internal sealed class WorkingDaysEndpoint : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "chinasales.working-days",
        Method = "GET",
        Path = "/working-days",
        Summary = new("The day some working days after another one, or how many there are up to one.", "计算工作日：若干工作日之后的日期，或区间内的工作日数。"),
        Query =
        [
            new EndpointParameter("from", "The day to start from, such as 2026-10-01.", IsRequired: true), new EndpointParameter("add", "How many working days to add, 0 to 10000."),
            new EndpointParameter("until", "The last day of those to count, itself included."),
        ],
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        var calendar = await CalendarDays.ReadAsync(context.Session, cancellationToken);
        var (from, answer, last) = (Day(context.Request.Query.GetValueOrDefault("from") ?? ""), new JsonObject(), (DateOnly?)null);
        answer["isWorkingDay"] = calendar.IsWorkingDay(from);
        if (context.Request.Query.TryGetValue("add", out var add))
        {
            if (!int.TryParse(add, NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days > 10_000) throw new CrmValidationException(ChinaSalesErrors.Days(add));
            answer["day"] = (last = calendar.Add(from, days)).Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
        if (context.Request.Query.TryGetValue("until", out var until)) answer["count"] = calendar.Count(from, (last = Day(until)).Value);
        if (Enumerable.Range(from.Year, Math.Max(1, (last ?? from).Year - from.Year + 1)).Where(y => !calendar.Knows(y)).ToList() is { Count: > 0 } unknown)
            answer["warning"] = $"The holidays of {string.Join(", ", unknown)} are not known: there, Monday to Friday count as worked. Add them as calendar days.";
        return EndpointAnswer.Json(answer);
    }

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1901 and <= 2100 ? day : throw new CrmValidationException(ChinaSalesErrors.Days(text));
}
