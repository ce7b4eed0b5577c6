using CrmKit.Pipelines;
using CrmKit.Storage;

namespace CrmKit.Reports;

/// <summary>How many records stand in a stage, and what they are worth in the currency that is summed.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">Their amounts; <see langword="null"/> where the type has none or the actor may not read them.</param>
/// <param name="Weighted">The same by probability: the records' own while open, the stage's otherwise.</param>
internal sealed record StageWorth(long Count, decimal? Amount, decimal? Weighted)
{
    public static CurrencySums MoneyOf(ReportScope scope, IReadOnlyList<StageSum> sums) => CurrencySums.Over(sums.Select(s => (s.Currency, s.Count, StoredAmount.Unscaled(s.Amount))), scope.Session.Options);

    public static StageWorth Of(ReportScope scope, StageDefinition stage, IReadOnlyList<StageSum> sums, CurrencySums money)
    {
        var here = sums.Where(s => s.Stage == stage.Key).ToList();
        var count = here.Sum(s => s.Count);
        if (!scope.HasAmount) return new StageWorth(count, null, null);
        var priced = here.Where(s => money.Includes(s.Currency, scope.Session.Options)).ToList();
        var amount = priced.Sum(s => StoredAmount.Unscaled(s.Amount));
        var hasOwn = !scope.IsPast && stage.Category == StageCategory.Open && Facts.FieldOf(nameof(Fact.Weighted), scope.Type, scope.Hidden) is not null;
        return new StageWorth(count, amount, hasOwn ? priced.Sum(s => StoredAmount.Unscaled(s.Weighted)) : Figures.Round(amount * stage.ProbabilityPercent / 100));
    }

    /// <summary>Says which records stand in stages that the pipeline no longer has.</summary>
    public static IEnumerable<string> Strays(IReadOnlyList<StageSum> sums, IReadOnlyList<StageDefinition> stages)
    {
        var strays = sums.Where(s => s.Stage is not null && stages.All(d => d.Key != s.Stage)).ToList();
        if (strays.Count > 0) yield return $"{strays.Sum(s => s.Count)} records stand in stages that the pipeline no longer has: {string.Join(", ", strays.Select(s => s.Stage).Distinct())}.";
    }
}
