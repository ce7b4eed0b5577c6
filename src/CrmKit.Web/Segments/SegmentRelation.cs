using System.Globalization;
using CrmKit.Access;
using CrmKit.Activities;

namespace CrmKit.Web.Segments;

/// <summary>Records that point at those of a type, so that one can ask about them: orders of an account, what a contact looked at, calls about a lead.</summary>
/// <param name="Name">As the filter language names it.</param>
/// <param name="Type">What points.</param>
/// <param name="Label">What people call it.</param>
internal sealed record SegmentRelation(string Name, RecordTypeDefinition Type, string Label)
{
    public const string Any = "any", None = "none", Count = "count";

    public static IReadOnlyList<string> Hows { get; } = [Any, None, Count];

    /// <summary>Those that the person may ask about, by label.</summary>
    public static async Task<IReadOnlyList<SegmentRelation>> OfAsync(WebCall call, RecordTypeDefinition type)
    {
        var found = new List<SegmentRelation>();
        var relations = call.Session.Catalog.RelationsOf(type.Key).ToList();
        foreach (var relation in relations)
        {
            var other = call.Session.Catalog.Type(relation.RecordType);
            if (!await call.MayAsync(other, Operations.Read) || (await call.HiddenAsync(other)).Contains(relation.Field)) continue;
            var isOnly = relations.Count(r => r.RecordType == relation.RecordType) == 1;
            found.Add(new SegmentRelation(isOnly ? other.PluralKey : $"'{relation.Key}'", other, other.PluralLabel.For(call.Culture) + (isOnly ? "" : $" ({other.Field(relation.Field).Label.For(call.Culture)})")));
        }
        foreach (var activity in call.Session.Catalog.Types)
            if (activity.ClrType.IsSubclassOf(typeof(CrmActivity)) && relations.TrueForAll(r => r.RecordType != activity.Key) && await call.MayAsync(activity, Operations.Read))
                found.Add(new SegmentRelation(activity.PluralKey, activity, activity.PluralLabel.For(call.Culture)));
        return [.. found.OrderBy(r => r.Label, StringComparer.Create(call.Format, ignoreCase: true))];
    }

    /// <summary>A condition on them, in the filter language.</summary>
    /// <param name="how">One of <see cref="Hows"/>.</param>
    /// <param name="number">How many there are at least, of <see cref="Count"/>.</param>
    /// <param name="inner">What is asked of each; <see langword="null"/> for nothing.</param>
    public string Asked(string how, int number, string? inner)
    {
        var asked = inner is null ? Name : $"{Name}, {inner}";
        return how == Count ? string.Create(CultureInfo.InvariantCulture, $"count({asked}) ge {number}") : $"{how}({asked})";
    }
}
