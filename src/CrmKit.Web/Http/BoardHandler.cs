using System.Globalization;
using CrmKit.Access;
using CrmKit.Pipelines;
using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>A pipeline as a board: a column per stage with its count and amount, and cards that a small form moves.</summary>
internal static class BoardHandler
{
    public static async Task ShowAsync(WebCall call)
    {
        var pipeline = call.Session.Catalog.Pipeline((string)call.Http.Request.RouteValues["pipeline"]!);
        var type = call.Session.Catalog.Type(pipeline.RecordType);
        var hidden = await call.HiddenAsync(type);
        if (!await call.MayAsync(type, Operations.Read) || hidden.Contains("stage"))
            throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts.Format("list.forbidden", type.PluralLabel.For(call.Culture))));
        var sums = await SumsAsync(call, pipeline);
        var columns = new List<BoardColumn>();
        foreach (var stage in pipeline.Stages) columns.Add(await ColumnAsync(call, type, pipeline, stage, hidden, sums));
        await call.PageAsync<BoardPage, BoardModel>(pipeline.Label.For(call.Culture), new BoardModel(
            new NavigationLink(type.PluralLabel.For(call.Culture), call.Links.List(type)), await call.MayAsync(type, Operations.Create) ? call.Links.New(type) : null, columns));
    }

    private static async Task<BoardColumn> ColumnAsync(WebCall call, RecordTypeDefinition type, PipelineDefinition pipeline, StageDefinition stage, IReadOnlySet<string> hidden, Dictionary<string, StageSum> sums)
    {
        var filter = $"pipeline eq '{pipeline.Key}' and stage eq '{stage.Key}'";
        var amount = type.TryField("amount", out var field) && !hidden.Contains(field.Key) ? field : null;
        var party = type.TryField("accountId", out var account) && account.ReferenceType is not null && !hidden.Contains(account.Key) ? account : null;
        var page = await call.Session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = filter, Size = call.Options.BoardSize, Include = party is null ? [] : [party.Key] }, call.Cancelled);
        var mayMove = page.Items.Count == 0 ? [] : await call.Session.Access.MayAsync(type, Operations.Update, page.Items, call.Cancelled);
        var names = new RecordNames(call, page.Included);
        var cards = new List<BoardCard>();
        foreach (var (record, may) in page.Items.Zip(mayMove))
        {
            var root = (RootRecord)record;
            cards.Add(new BoardCard
            {
                Name = RecordNames.Of(call, type, record, hidden),
                Address = call.Links.Record(type, record.Id),
                Party = party is null ? null : await names.ShowAsync(party, record),
                Amount = call.Text.Amount(type, record, hidden),
                IsAgeing = stage.AgeingLimit is { } limit && root.StageEnteredAt is { } since && call.Session.Now - since > limit,
                MoveAddress = call.Links.Stage(type, record.Id),
                Version = record.Version,
                Targets = may ? [.. StagePath.Targets(pipeline, root).Select(s => new FieldChoice(s.Key, s.Label.For(call.Culture)))] : [],
            });
        }
        var sum = sums.GetValueOrDefault(stage.Key);
        return new BoardColumn(stage.Key, stage.Label.For(call.Culture), sum?.Count ?? page.Items.Count,
            sum?.Amount is { } total && amount is not null ? $"{call.Text.Of(amount, total)} {sum.Currency}" : null,
            WebLinks.With(call.Links.List(type), ("filter", filter)), cards, page.Next is not null);
    }

    private static async Task<Dictionary<string, StageSum>> SumsAsync(WebCall call, PipelineDefinition pipeline)
    {
        var table = await call.Session.Reports.RunAsync("funnel", new ReportParameters { Pipeline = pipeline.Key }, call.Cancelled);
        var at = table.Columns.Select((c, i) => (c.Key, Index: i)).ToDictionary(c => c.Key, c => c.Index);
        return table.Rows.ToDictionary(r => (string)r[at["stage"]]!, r => new StageSum(Convert.ToInt64(r[at["count"]], CultureInfo.InvariantCulture), (decimal?)r[at["amount"]], (string?)r[at["currency"]]));
    }

    private sealed record StageSum(long Count, decimal? Amount, string? Currency);
}
