using System.Globalization;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>The filter builder: rows of field, operator and value, out of an address and as they are shown.</summary>
internal static class FilterForm
{
    private const int MostRows = 30;

    /// <summary>What was built; <see langword="null"/> when the address is not of the builder.</summary>
    public static async Task<FilterBuilt?> ReadAsync(WebCall call, RecordTypeDefinition type)
    {
        if (call.Query("build") is null) return null;
        var (query, hidden, rows, errors) = (call.Http.Request.Query, await call.HiddenAsync(type), new List<FilterRow>(), new List<CrmError>());
        for (var i = 0; i < MostRows; i++)
        {
            if (call.Query("remove") == Place(i) || call.Query(Name(i, "field")) is not { } key || !type.TryField(key, out var field) || hidden.Contains(key)) continue;
            var known = FilterOperators.Of(field);
            var op = call.Query(Name(i, "op")) is { } asked && known.Contains(asked) ? asked : known[0];
            var values = query[Name(i, "value")].OfType<string>().Select(v => WebCall.Whole("value", v.Trim())).ToList();
            if (field.ReferenceType is not null && values is [{ Length: > 0 } typed] && !FilterOperators.NeedsNothing(op)) values = [await ReferenceAsync(call, field, typed, i, errors)];
            rows.Add(new FilterRow(key, op, values));
        }
        if (call.Query("add") is { } added && type.TryField(added, out var more) && !hidden.Contains(added) && rows.Count < MostRows) rows.Add(new FilterRow(added, FilterOperators.Of(more)[0], []));
        var built = new FilterRows(call.Query("join") == "or", rows);
        return new FilterBuilt(built, FilterWriter.Write(type, built), errors, IsFinished: call.Query("again") is null && errors.Count == 0);
    }

    /// <summary>The builder as it is shown.</summary>
    /// <param name="call">The request.</param>
    /// <param name="type">What is filtered.</param>
    /// <param name="path">Where it is sent.</param>
    /// <param name="clear">Where there is no filter.</param>
    /// <param name="rows">The rows; <see langword="null"/> where they would not say all of the filter.</param>
    /// <param name="filter">The filter in force.</param>
    /// <param name="kept">What else the address says.</param>
    public static async Task<FilterModel> ModelAsync(WebCall call, RecordTypeDefinition type, string path, string clear, FilterRows? rows, string? filter, IReadOnlyList<(string Name, string? Value)> kept)
    {
        var hidden = await call.HiddenAsync(type);
        var shown = new List<FilterRowShown>();
        foreach (var row in rows?.Rows.Where(r => !hidden.Contains(r.Field)) ?? []) shown.Add(await ShowAsync(call, type, type.Field(row.Field), row, shown.Count));
        return new FilterModel
        {
            Path = path,
            Clear = clear,
            Filter = filter,
            Kept = [.. kept.Where(k => k.Value is not null).Select(k => new FieldChoice(k.Name, k.Value!))],
            IsAny = rows?.Any ?? false,
            Rows = rows is null ? null : shown,
            Fields = [.. type.Fields.Where(f => f.Key != "id" && !hidden.Contains(f.Key)).Select(f => new FieldChoice(f.Key, f.Label.For(call.Culture))).OrderBy(c => c.Label, StringComparer.Create(call.Format, ignoreCase: true))],
        };
    }

    private static async Task<FilterRowShown> ShowAsync(WebCall call, RecordTypeDefinition type, FieldDefinition field, FilterRow row, int at)
    {
        var name = field.ReferenceType is { } to && row.Values is [var id] && Guid.TryParse(id, out var guid) ? await NamedRecords.NameAsync(call, to, guid) : null;
        return new FilterRowShown
        {
            Place = Place(at),
            Name = Name(at, ""),
            Field = field.Key,
            Label = field.Label.For(call.Culture),
            Operator = row.Operator,
            Operators = [.. FilterOperators.Of(field).Select(o => new FieldChoice(o, call.Texts[$"filter.op.{(IsDay(field) && o is ("ge" or "lt") ? "day-" + o : o)}"]))],
            Options = Options(call, type, field),
            Values = name is null ? row.Values : [name],
            Was = name is null ? null : (row.Values[0], name),
            IsNew = call.Query("add") is not null && row is { IsComplete: false, Values: [] },
            InputType = FilterOperators.AsksDays(row.Operator) ? "number" : IsDay(field) ? "date" : "text",
        };
    }

    private static bool IsDay(FieldDefinition field) => field.Kind is FieldKind.Date or FieldKind.Instant;

    private static string Place(int at) => at.ToString(CultureInfo.InvariantCulture);

    private static string Name(int at, string part) => $"w{Place(at)}.{part}";

    // The choices of stages and pipelines are in the catalog's pipelines.
    private static List<FieldChoice> Options(WebCall call, RecordTypeDefinition type, FieldDefinition field)
    {
        var pipelines = call.Session.Catalog.PipelinesOf(type.Key);
        return field switch
        {
            { Nature: FieldNature.State, Key: "pipeline" } => [.. pipelines.Select(p => new FieldChoice(p.Key, p.Label.For(call.Culture)))],
            { Nature: FieldNature.State, Key: "stage" } => [.. pipelines.SelectMany(p => p.Stages).DistinctBy(s => s.Key).Select(s => new FieldChoice(s.Key, s.Label.For(call.Culture)))],
            _ => [.. field.Options.Select(o => new FieldChoice(o.Code, o.Label.For(call.Culture)))],
        };
    }

    private static async Task<string> ReferenceAsync(WebCall call, FieldDefinition field, string typed, int at, List<CrmError> errors)
    {
        if (typed == call.Query(Name(at, "was")) && Guid.TryParse(call.Query(Name(at, "id")), out var kept)) return kept.ToString();
        if (Guid.TryParseExact(typed, "D", out var id)) return id.ToString();
        var found = await NamedRecords.FindAsync(call, call.Session.Catalog.Type(field.ReferenceType!), typed);
        if (await NamedRecords.OnlyAsync(call, found, typed) is { } only) return only.Id.ToString();
        errors.Add(new CrmError("field.reference-missing", call.Texts.Format(found.Count > 0 ? "filter.several-named" : "form.none-named", typed)));
        return typed;
    }
}

/// <summary>What the filter builder was sent.</summary>
/// <param name="Rows">The rows, also those that are not complete yet.</param>
/// <param name="Filter">The filter that the complete ones mean.</param>
/// <param name="Errors">What cannot be understood.</param>
/// <param name="IsFinished">Whether the list is wanted now, and not another row.</param>
internal sealed record FilterBuilt(FilterRows Rows, string? Filter, IReadOnlyList<CrmError> Errors, bool IsFinished);
