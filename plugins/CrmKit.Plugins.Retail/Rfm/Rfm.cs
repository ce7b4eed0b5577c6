using CrmKit.Fields;
using CrmKit.Plugins;

namespace CrmKit.Retail;

/// <summary>How lately, how often and for how much accounts bought, in fifths.</summary>
public static class Rfm
{
    public static readonly Field<long> Recency = Field.Integer("retail.recency");
    public static readonly Field<long> Frequency = Field.Integer("retail.frequency");
    public static readonly Field<long> Monetary = Field.Integer("retail.monetary");
    public static readonly Field<string> Segment = Field.Option("retail.segment");

    public const string Champions = "champions", AtRisk = "at-risk", Loyal = "loyal", New = "new", Lost = "lost", Regular = "regular";

    internal static FieldsBuilder Define(FieldsBuilder fields) => fields
        .Add(Recency, "Recency", "最近消费", Score).Add(Frequency, "Frequency", "消费频率", Score).Add(Monetary, "Monetary", "消费金额", Score)
        .Add(Segment, "RFM segment", "RFM 分群", f => f with
        {
            Description = new("The name for the three scores; written by the plugin.", "三项得分对应的分群，由插件写入。"),
            IsIndexed = true,
            Options =
            [
                new(Champions, new("Champions", "重要价值")), new(AtRisk, new("At risk", "重要挽留")), new(Loyal, new("Loyal", "忠诚")), new(New, new("New", "新客")), new(Lost, new("Lost", "流失")), new(Regular, new("Regular", "一般")),
            ],
        });

    /// <summary>The fifth that a value is in, 1 to 5, 5 the best: one more than five times the share of values that are strictly worse. Equal values share a score.</summary>
    /// <param name="sorted">All values, ascending; greater is better.</param>
    /// <param name="value">One of them.</param>
    public static int Quintile(IReadOnlyList<decimal> sorted, decimal value)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }
        return sorted.Count == 0 ? 1 : Math.Min(5, 1 + (5 * low / sorted.Count));
    }

    /// <summary>The name for three scores.</summary>
    public static string SegmentOf(int recency, int frequency, int monetary) => (recency, frequency, monetary) switch
    {
        ( >= 4, >= 4, >= 4) => Champions,
        ( <= 2, >= 3, _) => AtRisk,
        (_, >= 4, _) => Loyal,
        ( >= 4, <= 2, _) => New,
        ( <= 2, <= 2, _) => Lost,
        _ => Regular,
    };

    private static FieldDefinition Score(FieldDefinition field) => field with
    {
        Minimum = 1,
        Maximum = 5,
        IsIndexed = true,
        Description = new("1 to 5: the fifth of all customers that this one is in, 5 the best; written by the plugin.", "1 到 5：在全部顾客中所处的五分位，5 最好；由插件写入。"),
    };
}
