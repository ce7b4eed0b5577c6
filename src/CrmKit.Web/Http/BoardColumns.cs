using System.Globalization;
using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The stages of a pipeline with what stands in them.</summary>
internal sealed class BoardColumns
{
    private readonly WebCall _call;
    private readonly RecordTypeDefinition _type;
    private readonly PipelineDefinition _pipeline;
    private readonly string? _filter;
    private readonly IReadOnlySet<string> _hidden;
    private readonly FieldDefinition? _amount;
    private readonly FieldDefinition? _party;
    private readonly FieldDefinition? _step;
    private readonly FieldDefinition? _stepOn;
    private readonly FieldDefinition? _judged;
    private readonly FieldDefinition? _category;

    private BoardColumns(WebCall call, RecordTypeDefinition type, PipelineDefinition pipeline, string? filter, IReadOnlySet<string> hidden)
    {
        (_call, _type, _pipeline, _filter, _hidden) = (call, type, pipeline, filter, hidden);
        (_amount, _party, _step, _stepOn) = (Shown("amount"), Shown("accountId") is { ReferenceType: not null } party ? party : null, Shown("nextStep"), Shown("nextStepOn"));
        (_judged, _category) = (Shown("probabilityOverridePercent"), Shown("forecastCategory"));
    }

    public static async Task<IReadOnlyList<BoardColumn>> OfAsync(WebCall call, RecordTypeDefinition type, PipelineDefinition pipeline, string? filter)
    {
        var columns = new BoardColumns(call, type, pipeline, filter, await call.HiddenAsync(type));
        var (sums, read) = (await columns.SumsAsync(), new List<BoardColumn>());
        foreach (var stage in pipeline.Stages) read.Add(await columns.ReadAsync(stage, sums.GetValueOrDefault(stage.Key)));
        return read;
    }

    private async Task<BoardColumn> ReadAsync(StageDefinition stage, StageSum? sum)
    {
        var inStage = $"pipeline eq '{_pipeline.Key}' and stage eq '{stage.Key}'";
        var filter = _filter is null ? inStage : $"{inStage} and ({_filter})";
        var page = await _call.Session.Records.QueryAsync(new RecordQuery(_type.Key) { Filter = filter, Size = _call.Options.BoardSize, Include = _party is null ? [] : [_party.Key] }, _call.Cancelled);
        var mayMove = page.Items.Count == 0 ? [] : await _call.Session.Access.MayAsync(_type, Operations.Update, page.Items, _call.Cancelled);
        var names = new RecordNames(_call, page.Included);
        var cards = new List<BoardCard>();
        var actions = await RecordActionButtons.OfAsync(_call, _type, page.Items, ActionPlaces.Board, WebLinks.With(_call.Links.Board(_pipeline.Key), ("filter", _filter)));
        foreach (var (record, may, buttons) in page.Items.Zip(mayMove, actions)) cards.Add(await CardAsync((RootRecord)record, stage, may, names, buttons));
        return new BoardColumn
        {
            Key = stage.Key,
            Label = stage.Label.For(_call.Culture),
            Count = sum?.Count ?? page.Items.Count,
            Amount = Total(sum?.Amount, sum),
            Weighted = stage.Category == StageCategory.Open ? Total(sum?.Weighted, sum) : null,
            Address = WebLinks.With(_call.Links.List(_type), ("filter", filter)),
            Cards = cards,
            HasMore = page.Next is not null,
        };
    }

    private async Task<BoardCard> CardAsync(RootRecord record, StageDefinition stage, bool mayMove, RecordNames names, IReadOnlyList<ActionButton> actions)
    {
        var stayed = record.StageEnteredAt is { } since && record.ClosedAt is null ? _call.Session.Now - since : (TimeSpan?)null;
        string?[] next = [_step?.Get(record) as string, _stepOn?.Get(record) is DateOnly on ? _call.Text.Of(_stepOn, on) : null];
        return new BoardCard
        {
            Id = record.Id,
            Name = RecordNames.Of(_call, _type, record, _hidden),
            Address = _call.Links.Record(_type, record.Id),
            Party = _party is null ? null : await names.ShowAsync(_party, record),
            Amount = _call.Text.Amount(_type, record, _hidden),
            Since = stayed is { } time ? time.TotalDays < 1 ? _call.Texts["board.today"] : _call.Texts.Format("board.days", (int)time.TotalDays) : null,
            IsAgeing = stage.AgeingLimit is { } limit && stayed > limit,
            NextStep = string.Join(" · ", next.Where(n => !string.IsNullOrEmpty(n))) is { Length: > 0 } step ? step : null,
            Category = stage.Category == StageCategory.Open && _category is not null && _judged?.Get(record) is { } judged ? $"{_call.Text.Of(_category, record)} · {_call.Text.Of(_judged, judged)}" : null,
            MoveAddress = _call.Links.Stage(_type, record.Id),
            Version = record.Version,
            Actions = actions,
            Targets = mayMove ? [.. StagePath.Targets(_pipeline, record).Select(s => new FieldChoice(s.Key, s.Label.For(_call.Culture)))] : [],
        };
    }

    private FieldDefinition? Shown(string key) => _type.TryField(key, out var field) && !_hidden.Contains(key) ? field : null;

    private string? Total(decimal? total, StageSum? sum) => total is { } amount && _amount is not null ? $"{_call.Text.Of(_amount, amount)} {sum!.Currency}" : null;

    private async Task<Dictionary<string, StageSum>> SumsAsync()
    {
        var table = await _call.Session.Reports.RunAsync("stages", new ReportParameters { Pipeline = _pipeline.Key, Filter = _filter }, _call.Cancelled);
        var at = table.Columns.Select((c, i) => (c.Key, Index: i)).ToDictionary(c => c.Key, c => c.Index);
        return table.Rows.ToDictionary(r => (string)r[at["stage"]]!, r => new StageSum(
            Convert.ToInt64(r[at["count"]], CultureInfo.InvariantCulture), (decimal?)r[at["amount"]], (decimal?)r[at["weightedAmount"]], (string?)r[at["currency"]]));
    }

    private sealed record StageSum(long Count, decimal? Amount, decimal? Weighted, string? Currency);
}
