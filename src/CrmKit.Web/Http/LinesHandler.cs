using System.Globalization;
using CrmKit.AspNetCore;
using CrmKit.Documents;
using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CrmKit.Web;

/// <summary>The lines of a document in one form: added, changed and taken out together. What they come to is computed by saving them and taking that back, so it is what will be stored.</summary>
internal static class LinesHandler
{
    /// <summary>So many lines are edited at a time; the rest has pages of its own.</summary>
    private const int Most = 200;
    private const int Spare = 2;
    private const string Head = "h.";

    private static readonly IReadOnlyList<string> LineFields = ["productId", "description", "quantity", "unitPrice", "discountPercent", "taxPercent"];
    private static readonly IReadOnlyList<string> HeadFields = ["currency", "priceBookId", "discountPercent", "discountAmount", "adjustment"];

    /// <summary>The type of a document's lines; <see langword="null"/> for what has none.</summary>
    public static RecordTypeDefinition? LinesOf(CatalogSnapshot catalog, RecordTypeDefinition type) =>
        catalog.Types.FirstOrDefault(t => t.ClrType.IsSubclassOf(typeof(DocumentLine)) && t.ParentField is { } parent && t.Field(parent).ReferenceType == type.Key);

    public static async Task ShowAsync(WebCall call) => await AnswerAsync(call, await EditAsync(call), null, [], 0, StatusCodes.Status200OK);

    public static async Task SaveAsync(WebCall call)
    {
        var edit = await EditAsync(call);
        var form = await call.FormAsync();
        var plan = await LinePlan.OfAsync(call, edit, form, Head);
        var act = form["act"].ToString();
        if (plan.Errors.Count > 0)
        {
            await AnswerAsync(call, edit, plan, plan.Errors, Spare, StatusCodes.Status422UnprocessableEntity);
            return;
        }
        try
        {
            if (act is not ("compute" or "more"))
            {
                if (plan.Changes.Changes.Count > 0) await call.Session.Records.SaveAsync(plan.Changes, call.Cancelled);
                call.GoTo(call.Links.Record(call.Type, call.Ref.Id));
                return;
            }
            await AnswerAsync(call, await TryAsync(call, plan), plan, [], act == "more" ? 2 * Spare : Spare, StatusCodes.Status200OK);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException or CrmConflictException)
        {
            var stored = await EditAsync(call);
            var isConflict = refused is CrmConflictException;
            if (isConflict) plan.HeadVersion = stored.Head.Version; // what is there now is shown: saving again writes over it, knowingly
            await AnswerAsync(call, stored, plan, plan.Located(refused.Errors), Spare, isConflict ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
        }
    }

    // The transaction ends before the page is drawn and sent: nobody else waits for a slow reader.
    private static async Task<LineEdit> TryAsync(WebCall call, LinePlan plan)
    {
        await using var work = await call.Session.BeginAsync(call.Cancelled); // never committed
        if (plan.Changes.Changes.Count > 0) await call.Session.Records.SaveAsync(plan.Changes, call.Cancelled);
        return await EditAsync(call);
    }

    private static async Task<LineEdit> EditAsync(WebCall call)
    {
        if (LinesOf(call.Session.Catalog, call.Type) is not { } lines) throw ApiErrors.RouteUnknown();
        var head = await call.Session.Records.GetAsync(call.Ref, call.Cancelled);
        await call.DemandUpdateAsync(call.Type, head);
        var stored = await call.Session.Records.QueryAsync(new RecordQuery(lines.Key) { Filter = $"{lines.ParentField} eq '{head.Id}'", OrderBy = "position", Size = Most }, call.Cancelled);
        var (lineFields, headFields) = (await FormFields.WritableAsync(call, lines), await FormFields.WritableAsync(call, call.Type));
        return new LineEdit(head, lines, stored.Items, [.. LineFields.Select(k => lineFields.FirstOrDefault(f => f.Key == k)).OfType<FieldDefinition>()], [.. HeadFields.Select(k => headFields.FirstOrDefault(f => f.Key == k)).OfType<FieldDefinition>()]);
    }

    private static async Task AnswerAsync(WebCall call, LineEdit edit, LinePlan? plan, IReadOnlyList<CrmError> errors, int spare, int status)
    {
        var hidden = await call.HiddenAsync(edit.Lines);
        var computed = edit.Lines.Fields.Where(f => f is { Nature: FieldNature.Computed, Kind: FieldKind.Money } && f.Key is "tax" or "total" && !hidden.Contains(f.Key)).ToList();
        var rows = new List<LineRow>();
        foreach (var row in plan?.Rows ?? edit.Stored.Select((line, i) => new PlannedRow(i, line.Id, line, null, false)))
        {
            var stored = edit.Stored.FirstOrDefault(l => l.Id == row.Id);
            if (row.IsStored && stored is null && !row.IsRemoved) continue; // somebody else took it out
            rows.Add(await RowAsync(call, edit, rows.Count, row.IsStored ? row.Id : null, stored, row, computed, errors.Where(e => e.Index == row.Index).ToList()));
        }
        var blank = plan is null ? Spare : Math.Max(0, spare - plan.Blank) + plan.Blank;
        for (var i = 0; i < blank; i++) rows.Add(await RowAsync(call, edit, rows.Count, null, null, null, computed, []));

        var headHidden = await call.HiddenAsync(call.Type);
        var totals = call.Type.Fields.Where(f => f.Kind == FieldKind.Money && !headHidden.Contains(f.Key) && !edit.HeadFields.Contains(f) && f.Get(edit.Head) is not null).Select(f => new LineTotal(f.Key, f.Label.For(call.Culture), call.Text.Of(f, edit.Head)));
        await call.PageAsync<LinesPage, LinesModel>(await RecordNames.OfAsync(call, edit.Head), new LinesModel
        {
            Label = edit.Lines.PluralLabel.For(call.Culture),
            Address = call.Links.Act(call.Type, edit.Head.Id, "lines"),
            Back = call.Links.Record(call.Type, edit.Head.Id),
            Version = plan?.HeadVersion ?? edit.Head.Version,
            Errors = errors,
            Columns = [.. edit.LineFields.Select(f => f.Label.For(call.Culture))],
            Computed = [.. computed.Select(f => f.Label.For(call.Culture))],
            Rows = rows,
            Head = await FormFields.EntriesAsync(call, edit.HeadFields, edit.Head, plan?.HeadReader, errors.Where(e => e.Index is null).ToList(), Head),
            Totals = [.. totals],
            Currency = call.Type.TryField("currency", out var currency) && !headHidden.Contains("currency") ? currency.Get(edit.Head) as string : null,
        }, status);
    }

    private static async Task<LineRow> RowAsync(WebCall call, LineEdit edit, int index, Guid? id, Record? stored, PlannedRow? row, List<FieldDefinition> computed, IReadOnlyList<CrmError> errors)
    {
        var prefix = LinePlan.Prefix(index);
        var entries = await FormFields.EntriesAsync(call, edit.LineFields, row?.Before ?? stored, row?.Reader, errors, prefix);
        var known = row is null ? null : edit.Stored.FirstOrDefault(l => l.Id == row.Id);
        return new LineRow
        {
            Index = index,
            Prefix = prefix,
            Id = id?.ToString(),
            Version = row?.Before?.Version ?? stored?.Version ?? 0,
            IsRemoved = row?.IsRemoved ?? false,
            Fields = entries,
            Computed = [.. computed.Select(f => known is null ? "" : call.Text.Of(f, known))],
        };
    }
}

/// <summary>A document with its lines, and which of their fields the person may write.</summary>
internal sealed record LineEdit(Record Head, RecordTypeDefinition Lines, IReadOnlyList<Record> Stored, IReadOnlyList<FieldDefinition> LineFields, IReadOnlyList<FieldDefinition> HeadFields);
