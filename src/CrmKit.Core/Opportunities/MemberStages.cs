using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Opportunities;

/// <summary>Keeps the stages of members of sales teams as keys: people type keys or names, parted by commas, semicolons or line breaks.</summary>
internal sealed class MemberStages : IRecordValidator, IBeforeSave
{
    private static readonly char[] Marks = [',', ';', '，', '；', '、', '\n'];

    public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, member) in context.Living<OpportunityMember>())
            if (member.Stages is { } typed)
                member.Stages = string.Join(", ", Split(typed).Select(word => Find(context.Session.Catalog, word)?.Key ?? word).Distinct()) is { Length: > 0 } keys ? keys : null;
        return default;
    }

    public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (change, member) in context.Living<OpportunityMember>())
            foreach (var word in Split(member.Stages))
                if (Find(context.Session.Catalog, word) is null) context.Refuse(change, OpportunityErrors.MemberStage(word, [.. StagesOf(context.Session.Catalog).Select(s => s.Key).Distinct()]));
        return default;
    }

    /// <summary>The members who are responsible for stages, of opportunities: the one who was added first of each stage.</summary>
    public static IReadOnlyDictionary<(Guid Opportunity, string Stage), Guid> Responsible(IEnumerable<OpportunityMember> members)
    {
        var found = new Dictionary<(Guid, string), Guid>();
        foreach (var member in members.Where(m => m is { OpportunityId: not null, UserId: not null }).OrderBy(m => m.CreatedAt).ThenBy(m => m.Id))
            foreach (var stage in Split(member.Stages)) found.TryAdd((member.OpportunityId!.Value, stage), member.UserId!.Value);
        return found;
    }

    private static string[] Split(string? typed) => typed?.Split(Marks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static StageDefinition? Find(CatalogSnapshot catalog, string word)
    {
        var stages = StagesOf(catalog).ToList();
        return stages.Find(s => s.Key == word) ?? stages.Find(s => string.Equals(s.Label.English, word, StringComparison.OrdinalIgnoreCase) || s.Label.Chinese == word);
    }

    private static IEnumerable<StageDefinition> StagesOf(CatalogSnapshot catalog) => catalog.PipelinesOf("opportunity").SelectMany(p => p.Stages);
}
