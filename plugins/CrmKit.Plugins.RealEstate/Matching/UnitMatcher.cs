using System.Globalization;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>What somebody looks for; <see langword="null"/> where it does not matter.</summary>
internal sealed record Wish(decimal? BudgetMinimum, decimal? Budget, decimal? Area, decimal? Rooms, string? Kind, Guid? Development)
{
    public static Wish Of(Record record) => new(
        record[Searches.BudgetMinimum], record[Searches.Budget], record[Searches.Area], record[Searches.Rooms], record[Searches.Kind], record[Searches.Development]);

    /// <summary>Without budget, area and rooms nothing tells one unit from another.</summary>
    public bool IsEmpty => (Budget ?? Area ?? Rooms) is null;

    /// <summary>The most that a unit may cost to be shown at all.</summary>
    public decimal? Ceiling => Budget * (1 + UnitMatcher.OverBudget);
}

/// <summary>One reason of a score: what was compared, and how many of the points that it can bring it brought.</summary>
internal sealed record MatchReason(string Factor, decimal Points, decimal Most, string Text);

/// <summary>How well a unit fits, 0 to 100, and why.</summary>
internal sealed record Match(CustomRecord Unit, decimal Score, IReadOnlyList<MatchReason> Reasons)
{
    public string Why => string.Join("; ", Reasons.Select(r => r.Text));
}

/// <summary>Scores units against wishes. What somebody does not say brings no points and costs none: the weights of the rest are scaled to 100.</summary>
internal static class UnitMatcher
{
    public const decimal BudgetWeight = 50, AreaWeight = 30, RoomsWeight = 20;

    /// <summary>How far a price may be over the budget, and an area under the wish, before the unit is left out.</summary>
    public const decimal OverBudget = 0.10m, UnderArea = 0.20m;

    /// <summary>The best units, best first; ties go to the cheaper one.</summary>
    public static List<Match> Best(Wish wish, IEnumerable<CustomRecord> units, Func<Guid?, Guid?> developmentOf, int top) =>
        [.. units.Where(u => wish.Development is null || developmentOf(u[Units.Building]) == wish.Development)
            .Select(u => Score(wish, u)).OfType<Match>()
            .OrderByDescending(m => m.Score).ThenBy(m => m.Unit[Units.AskingPrice]).ThenBy(m => m.Unit.Id).Take(top)];

    /// <summary>The score of one unit; <see langword="null"/> when it is out of question.</summary>
    public static Match? Score(Wish wish, CustomRecord unit)
    {
        if (wish.IsEmpty || (wish.Kind is { } kind && unit[Units.Kind] != kind)) return null;
        var reasons = new List<MatchReason>();
        if (wish.Budget is { } budget)
        {
            if (unit[Units.AskingPrice] is not { } price || price > wish.Ceiling) return null;
            reasons.Add(Reason("budget", BudgetWeight, BudgetShare(budget, wish.BudgetMinimum, price), $"price {Text(price)} for a budget up to {Text(budget)}"));
        }
        if (wish.Area is { } area)
        {
            if (unit[Units.Area] is not { } size || size < area * (1 - UnderArea)) return null;
            reasons.Add(Reason("area", AreaWeight, size >= area || area == 0 ? 1 : 1 - ((area - size) / (area * UnderArea)), $"{Text(size)} m² for {Text(area)} wanted"));
        }
        if (wish.Rooms is { } rooms)
        {
            var missing = rooms - (unit[Units.Rooms] ?? 0);
            reasons.Add(Reason("rooms", RoomsWeight, missing <= 0 ? 1 : missing <= 1 ? 1 - (missing / 2) : 0, $"{(unit[Units.Rooms] is { } has ? Text(has) : "unknown")} rooms for {Text(rooms)} wanted"));
        }
        var most = reasons.Sum(r => r.Most);
        return new Match(unit, Math.Round(reasons.Sum(r => r.Points) / most * 100, 1, MidpointRounding.AwayFromZero), reasons);
    }

    // Under the range is affordable, but perhaps not what is looked for.
    private static decimal BudgetShare(decimal budget, decimal? minimum, decimal price) =>
        price > budget ? 1 - ((price - budget) / (budget * OverBudget)) : price < minimum ? 0.5m + (0.5m * price / minimum.Value) : 1;

    private static MatchReason Reason(string factor, decimal weight, decimal share, string text)
    {
        var points = Math.Round(weight * share, 1, MidpointRounding.AwayFromZero);
        return new MatchReason(factor, points, weight, $"{factor} {Text(points)} of {Text(weight)}: {text}");
    }

    private static string Text(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
