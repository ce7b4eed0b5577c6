using CrmKit.Reports;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What the amounts and numbers of a list come to, over all that match: asked for by a request of its own, because it looks at every row.</summary>
internal static class SumsHandler
{
    private const string Amount = "amount";
    private const string Weighted = "weightedAmount";

    public static async Task ShowAsync(WebCall call)
    {
        await call.DemandListAsync(call.Type);
        var asked = await ListAsked.ReadAsync(call, call.Http.Request.Query);
        var table = await call.Session.Reports.RunAsync("sums", new ReportParameters { Type = call.Type.Key, Filter = asked.FilterInForce }, call.Cancelled);
        var sums = table.Rows.ToLookup(r => (string)r[0]!, r => (Currency: (string?)r[1], Sum: (decimal)r[2]!));
        var summed = await FieldsAsync(call, asked);
        var lines = summed.Select(f => new SumShown(f.Key, f.Label.For(call.Culture), sums[f.Key].Any() ? string.Join(" · ", sums[f.Key].Select(s => $"{call.Text.Of(f, s.Sum)} {s.Currency}".TrimEnd())) : call.Text.Of(f, 0m)));
        await call.PageAsync<SumsPage, SumsModel>(call.Type.PluralLabel.For(call.Culture), new SumsModel(call.Links.List(call.Type) + asked.Query, [.. lines]));
    }

    /// <summary>Where a list's sums are told; <see langword="null"/> where none of its columns is added up.</summary>
    public static async Task<string?> AddressAsync(WebCall call, ListAsked asked) => (await FieldsAsync(call, asked)).Count > 0 ? $"{call.Links.List(asked.Type)}/_sums{asked.Query}" : null;

    // The columns that are amounts and numbers; beside the amount what it is worth by probability.
    private static async Task<List<FieldDefinition>> FieldsAsync(WebCall call, ListAsked asked)
    {
        var hidden = await call.HiddenAsync(asked.Type);
        var fields = asked.Columns.Where(f => f.Kind is FieldKind.Money or FieldKind.Number).ToList();
        if (fields.Exists(f => f.Key == Amount) && !fields.Exists(f => f.Key == Weighted) && !hidden.Contains(Weighted) && asked.Type.TryField(Weighted, out var weighted)) fields.Add(weighted);
        if (hidden.Contains("currency")) fields.RemoveAll(f => f.Kind == FieldKind.Money); // in what, one may not know
        return fields;
    }
}
