using System.Globalization;
using CrmKit.Access;
using CrmKit.Matching;
using CrmKit.Reports;
using CrmKit.Sessions;
using CrmKit.Text;

namespace CrmKit.Pipelines;

/// <summary>Finds what looks wrong about a pipeline: stages that nobody uses, that mean the same, that nothing leads to, and too many of them.</summary>
internal sealed class PipelineLint(CrmSession session) : ISessionService
{
    private const int MostStages = 9;
    private const int UnusedDays = 180;
    private const double Alike = 0.93;

    // Words for one and the same step, as firms name it.
    private static readonly string[][] Words =
    [
        ["negotiation", "negotiating", "negotiate", "bargaining", "谈判", "洽谈", "议价"],
        ["proposal", "quote", "quotation", "offer", "offered", "quoted", "bid", "报价", "方案", "提案"],
        ["qualification", "qualified", "qualify", "qualifying", "资格确认", "筛选"],
        ["demo", "demonstration", "presentation", "presented", "演示", "展示"],
        ["contacted", "contact", "outreach", "reached", "接触", "联系"],
        ["contract", "contracting", "agreement", "signing", "合同", "签约"],
    ];

    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    public async Task<IReadOnlyList<StageHint>> OfAsync(PipelineDefinition pipeline, CancellationToken cancellationToken)
    {
        var type = session.Catalog.Type(pipeline.RecordType);
        var scope = await session.Access.ScopeAsync(type, Operations.Read, cancellationToken);
        if (scope == AccessScope.None && await session.Access.ScopeAsync(type, Operations.Administer, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, type));
        var unused = scope == AccessScope.All ? await UnusedAsync(pipeline, cancellationToken) : [];
        return [.. Names(pipeline), .. unused, .. Shape(pipeline)];
    }

    private static IEnumerable<StageHint> Names(PipelineDefinition pipeline)
    {
        var named = new HashSet<(string, string)>();
        foreach (var (stage, i) in pipeline.Stages.Select((s, i) => (s, i)))
            foreach (var other in pipeline.Stages.Skip(i + 1))
                if (IsSame(stage, other) && named.Add((stage.Key, other.Key)))
                    yield return new StageHint(StageHintKind.SameName, [stage.Key, other.Key], new Said("Stages '{0}' and '{1}' are both called '{2}'. People cannot tell them apart: rename one, or merge them.", "阶段 {0} 和 {1} 都叫“{2}”，难以区分。请改名或合并。", "階段 {0} 和 {1} 都叫「{2}」，難以區分。請改名或合併。").With(stage.Key, other.Key, Of(stage)).ToText());
        var open = pipeline.Stages.Where(s => s.Category == StageCategory.Open).ToList();
        foreach (var (stage, i) in open.Select((s, i) => (s, i)))
            foreach (var other in open.Skip(i + 1))
                if (!named.Contains((stage.Key, other.Key)) && IsLike(stage, other))
                    yield return new StageHint(StageHintKind.LikeName, [stage.Key, other.Key], new Said("Stages '{0}' and '{1}' seem to say the same in other words. If they do, keep one.", "“{0}”和“{1}”似乎是同一件事的不同说法；如果是，请只保留一个。", "「{0}」和「{1}」似乎是同一件事的不同說法；如果是，請只保留一個。").With(Of(stage), Of(other)).ToText());
    }

    private static IEnumerable<StageHint> Shape(PipelineDefinition pipeline)
    {
        var stages = pipeline.Stages;
        if (stages.All(s => s.Category != StageCategory.Won)) yield return new StageHint(StageHintKind.NoWon, [], new Said("No stage is won: nothing ever ends well here. Add one.", "没有赢单阶段：记录无法成功结束。请添加一个。", "沒有贏單階段：記錄無法成功結束。請新增一個。").ToText());
        if (stages.All(s => s.Category != StageCategory.Lost)) yield return new StageHint(StageHintKind.NoLost, [], new Said("No stage is lost: records that fail can only stay open. Add one.", "没有输单阶段：失败的记录只能保持进行中。请添加一个。", "沒有輸單階段：失敗的記錄只能保持進行中。請新增一個。").ToText());
        foreach (var stage in stages.Skip(1).Where(s => !stages.Any(from => from != s && (from.AllowedNext.Count == 0 || from.AllowedNext.Contains(s.Key)))))
            yield return new StageHint(StageHintKind.Unreachable, [stage.Key], new Said("No stage leads to '{0}'. Allow it as the next one somewhere, or take it out.", "没有阶段可以进入“{0}”。请在某个阶段允许它，或将其删除。", "沒有階段可以進入「{0}」。請在某個階段允許它，或將其刪除。").With(Of(stage)).ToText());
        var open = stages.Where(s => s.Category == StageCategory.Open).ToList();
        foreach (var (one, next) in open.Zip(open.Skip(1)).Where(p => p.Second.ProbabilityPercent < p.First.ProbabilityPercent))
            yield return new StageHint(StageHintKind.ProbabilityFalls, [one.Key, next.Key], new Said("'{0}' is less probable than '{1}' before it. Correct one of them.", "“{0}”的概率低于它前面的“{1}”。请更正其中一个。", "「{0}」的機率低於它前面的「{1}」。請更正其中一個。").With(Of(next), Of(one)).ToText());
        foreach (var stage in open.Where(s => s.AgeingLimit is null)) yield return new StageHint(StageHintKind.NoAgeingLimit, [stage.Key], new Said("'{0}' has no ageing limit: nobody is told when a record is stuck there. Set one.", "“{0}”没有滞留期限：记录停滞时没有人会知道。请设置期限。", "「{0}」沒有滯留期限：記錄停滯時沒有人會知道。請設定期限。").With(Of(stage)).ToText());
        if (stages.Count > MostStages) yield return new StageHint(StageHintKind.TooMany, [], new Said("{0} stages are more than people keep apart; most teams work with five to seven. Take some out.", "{0} 个阶段太多，难以区分；多数团队用五到七个。请删减一些。", "{0} 個階段太多，難以區分；多數團隊用五到七個。請刪減一些。").With(stages.Count.ToString(CultureInfo.InvariantCulture)).ToText());
    }

    // Of a pipeline without records nothing can be said.
    private async Task<IReadOnlyList<StageHint>> UnusedAsync(PipelineDefinition pipeline, CancellationToken cancellationToken)
    {
        var table = await session.Reports.RunAsync("stages", new ReportParameters { Pipeline = pipeline.Key }, cancellationToken);
        var (stage, count) = (Column(table, "stage"), Column(table, "count"));
        var counts = table.Rows.ToDictionary(r => (string)r[stage]!, r => Convert.ToInt64(r[count], CultureInfo.InvariantCulture));
        var empty = counts.Where(c => c.Value == 0).Select(c => c.Key).ToList();
        if (empty.Count == 0 || counts.Values.All(c => c == 0)) return [];
        var (reader, key, type, since) = (await session.ReaderAsync(cancellationToken), pipeline.Key, pipeline.RecordType, session.Now.AddDays(-UnusedDays));
        var passed = await reader.ListAsync(reader.Query<StageHistoryEntry>().Where(h => h.RecordType == type && h.PipelineKey == key && empty.Contains(h.StageKey) && h.EnteredAt >= since).Select(h => h.StageKey).Distinct(), cancellationToken);
        return [.. pipeline.Stages.Where(s => empty.Contains(s.Key) && !passed.Contains(s.Key)).Select(s => new StageHint(StageHintKind.Unused, [s.Key], new Said("No record is in '{0}', and none came there in {1} days. Take the stage out if it is not needed.", "“{0}”中没有记录，{1} 天内也没有记录进入。如不需要，请删除该阶段。", "「{0}」中沒有記錄，{1} 天內也沒有記錄進入。如不需要，請刪除該階段。").With(Of(s), UnusedDays.ToString(CultureInfo.InvariantCulture)).ToText()))];
    }

    private static Said Of(StageDefinition stage) => new(stage.Label.English, stage.Label.For("zh-Hans"), stage.Label.For("zh-Hant"));

    private static int Column(ReportTable table, string key) => table.Columns.Select((c, i) => (c.Key, i)).First(c => c.Key == key).i;

    private static bool IsSame(StageDefinition one, StageDefinition other) =>
        string.Equals(one.Label.English.Trim(), other.Label.English.Trim(), StringComparison.OrdinalIgnoreCase) || (one.Label.Chinese is { Length: > 0 } chinese && chinese == other.Label.Chinese);

    private static bool IsLike(StageDefinition one, StageDefinition other)
    {
        var (a, b) = (TermsOf(one.Label.English), TermsOf(other.Label.English));
        return a.SetEquals(b) || TextDistance.JaroWinkler(string.Join(' ', a), string.Join(' ', b)) >= Alike || Words.Any(group => a.Overlaps(group) && b.Overlaps(group))
            || (one.Label.Chinese is { } x && other.Label.Chinese is { } y && Words.Any(group => group.Any(w => x.Contains(w, StringComparison.Ordinal)) && group.Any(w => y.Contains(w, StringComparison.Ordinal))));
    }

    private static SortedSet<string> TermsOf(string label) => new(label.ToLowerInvariant().Split([' ', '-', '/', ',', '.', '(', ')', '&'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
