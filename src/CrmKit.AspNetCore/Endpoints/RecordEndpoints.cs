using System.Text.Json;
using CrmKit.Filters;
using Microsoft.AspNetCore.Http;
using CrmKit.Sessions;

namespace CrmKit.AspNetCore;

/// <summary>List, create, get, change, delete and restore, the same for every record type.</summary>
internal static class RecordEndpoints
{
    private const string Custom = "custom."; // as filters and orders name fields of administrators

    private static ApiParameter Fields => new("fields", "Keys of fields, parted by commas: the answer has these, id and version alone. All that may be read when left out.");

    public static IReadOnlyList<ApiParameter> ListParameters { get; } =
    [
        new("filter", "A filter such as: stage eq 'won' and amount gt 1000"),
        new("orderBy", "Field keys parted by commas; '-' before one for descending. Newest first when left out."),
        new("include", "Keys of reference fields, parted by commas, whose records come along."),
        new("size", "Records per page, 1 to 1,000; 50 when left out.", ApiParameterKind.Integer),
        new("cursor", "'next' of the page before."),
        new("total", "Whether to count all matches.", ApiParameterKind.Bool),
        new("totalLimit", "How far to count: 'total' is this number where there are as many or more. All are counted when left out.", ApiParameterKind.Integer),
        new("deleted", "Only deleted records instead of living ones.", ApiParameterKind.Bool),
        Fields,
    ];

    public static IReadOnlyList<ApiParameter> ViewParameters { get; } = [.. ListParameters, new("view", "A saved view: its filter beside 'filter', its order unless 'orderBy' is given, its columns alone.", ApiParameterKind.Id)];

    public static IReadOnlyList<ApiParameter> GetParameters { get; } =
    [
        new("include", "Keys of reference fields, parted by commas, whose records come along."),
        new("deleted", "Looks among deleted records.", ApiParameterKind.Bool),
        Fields,
    ];

    /// <summary>What a record would be, or why it would be refused, without writing it.</summary>
    public static ApiParameter DryRun { get; } = new("dryRun", "Asks all that saving would ask, and writes nothing: the answer is the record as it would be, or the refusal.", ApiParameterKind.Bool);

    public static async Task ListAsync(ApiCall call)
    {
        var query = Query(call, call.Type.Key);
        if (call.Id("view") is not { } id)
        {
            await AnswerAsync(call, await call.Session.Records.QueryAsync(query, call.Cancelled));
            return;
        }
        var view = await call.Session.Views.GetAsync(id, call.Cancelled);
        var page = await call.Session.Records.QueryAsync(await call.Session.Views.ApplyAsync(view, query, call.Cancelled), call.Cancelled);
        if (view.Columns.Count > 0 && !HasFields(call)) page = page with { HiddenFields = page.Type.Fields.Select(f => f.Key).Except([.. view.Columns, "id", "version"]).Concat(page.HiddenFields).ToHashSet(StringComparer.Ordinal) };
        await AnswerAsync(call, page);
    }

    /// <summary>The records that point at one, as a list of their own type.</summary>
    public static async Task RelatedAsync(ApiCall call)
    {
        var record = call.Ref;
        await AnswerAsync(call, await call.Session.RelatedAsync(record, (string)call.Http.Request.RouteValues["relation"]!, Query(call, record.Type), call.Cancelled));
    }

    public static RecordQuery Query(ApiCall call, string type)
    {
        var query = new RecordQuery(type)
        {
            Filter = call.Text("filter"),
            OrderBy = call.Text("orderBy"),
            Include = Includes(call),
            Size = call.Integer("size") ?? 50,
            Cursor = call.Text("cursor"),
            WithTotal = call.Flag("total"),
            TotalLimit = call.Integer("totalLimit"),
            Deleted = call.Flag("deleted"),
        };
        call.Charge((Math.Clamp(query.Size, 0, 1000) / 50) + query.Include.Count + (query is { WithTotal: true, TotalLimit: null } ? 5 : 0));
        return query;
    }

    public static async Task AnswerAsync(ApiCall call, RecordPage page)
    {
        var left = LeftOut(call, page);
        var hidden = await HiddenOfIncludedAsync(call, page);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var record in page.Items) RecordJson.Write(json, page.Type, record, left);
            json.WriteEndArray();
            json.WriteString("next", page.Next);
            if (page.Total is { } total) json.WriteNumber("total", total);
            WriteIncluded(json, call, page, hidden);
            json.WriteEndObject();
        });
    }

    public static async Task GetAsync(ApiCall call)
    {
        var wanted = call.Ref;
        var (include, deleted) = (Includes(call), call.Flag("deleted"));
        if (include.Length == 0 && !deleted && !HasFields(call))
        {
            var record = await call.Session.Records.GetAsync(wanted, call.Cancelled);
            if (EntityTags.IsUnchanged(call.Http.Request, record)) call.Http.Response.StatusCode = StatusCodes.Status304NotModified;
            else await call.AnswerAsync(record);
            return;
        }
        var page = await call.Session.Records.QueryAsync(new RecordQuery(wanted.Type) { Filter = $"id eq '{wanted.Id}'", Include = include, Size = 1, Deleted = deleted }, call.Cancelled);
        if (page.Items.Count == 0) throw new CrmNotFoundException(ApiErrors.NotFound(page.Type, wanted.Id.ToString()));
        var (hidden, left) = (await HiddenOfIncludedAsync(call, page), LeftOut(call, page));
        call.Http.Response.Headers.ETag = EntityTags.Of(page.Items[0]);
        await call.AnswerAsync(json => RecordValues.Write(json, page.Type, page.Items[0], left, more => WriteIncluded(more, call, page, hidden)));
    }

    public static async Task CreateAsync(ApiCall call)
    {
        using var sent = await call.BodyAsync();
        var body = RecordBody.ForNew(call.Type, sent.RootElement);
        if (!body.TryMake(out var record)) body.ThrowIfWrong();
        var created = await SaveOneAsync(call, new ChangeSet { Duplicates = DuplicateEndpoints.PolicyOf(call) }.Create(record, body.State()));
        if (call.Flag(DryRun.Name))
        {
            var hidden = await call.HiddenAsync(call.Type);
            await call.AnswerAsync(json => RecordJson.Write(json, call.Type, created, hidden)); // there is no version of it to tell
            return;
        }
        call.Http.Response.Headers.Location = $"{call.Http.Request.PathBase}{call.Http.Request.Path}/{created.Id}";
        await call.AnswerAsync(created, StatusCodes.Status201Created);
    }

    public static async Task PatchAsync(ApiCall call)
    {
        var (wanted, version) = (call.Ref, call.ExpectedVersion);
        using var json = await call.BodyAsync();
        var body = RecordBody.ForValues(call.Type, json.RootElement).ThrowIfWrong();
        await call.AnswerAsync(await SaveOneAsync(call, new ChangeSet().Patch(wanted, body.Values, version)));
    }

    public static async Task DeleteAsync(ApiCall call)
    {
        await call.Session.Records.SaveAsync(new ChangeSet().Delete(call.Ref, call.ExpectedVersion), call.Cancelled);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task RestoreAsync(ApiCall call) =>
        await call.AnswerAsync(await SaveOneAsync(call, new ChangeSet().Restore(call.Ref, call.ExpectedVersion)));

    private static async Task<Record> SaveOneAsync(ApiCall call, ChangeSet changes) =>
        (call.Flag(DryRun.Name) ? await call.Session.Records.TryAsync(changes, call.Cancelled) : await call.Session.Records.SaveAsync(changes, call.Cancelled)).Outcomes[0].Record!;

    private static string[] Includes(ApiCall call) =>
        call.Text("include")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool HasFields(ApiCall call) => !string.IsNullOrEmpty(call.Text(Fields.Name));

    // What was not asked for is left out as what is hidden; what is hidden is not asked for.
    private static IReadOnlySet<string> LeftOut(ApiCall call, RecordPage page)
    {
        if (!HasFields(call)) return page.HiddenFields;
        var asked = new HashSet<string>(StringComparer.Ordinal) { "id", "version" };
        foreach (var name in call.Text(Fields.Name)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var field = page.Type.Field(name.StartsWith(Custom, StringComparison.Ordinal) ? name[Custom.Length..] : name);
            asked.Add(page.HiddenFields.Contains(field.Key) ? throw new CrmForbiddenException(FilterErrors.FieldForbidden(page.Type.Key, field.Key)) : field.Key);
        }
        return page.Type.Fields.Select(f => f.Key).Where(k => !asked.Contains(k)).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<Dictionary<string, IReadOnlySet<string>>> HiddenOfIncludedAsync(ApiCall call, RecordPage page)
    {
        var hidden = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var type in page.Included.Keys.Select(r => r.Type).Distinct())
            hidden[type] = await call.HiddenAsync(call.Session.Catalog.Type(type));
        return hidden;
    }

    private static void WriteIncluded(Utf8JsonWriter json, ApiCall call, RecordPage page, Dictionary<string, IReadOnlySet<string>> hidden)
    {
        if (page.Included.Count == 0) return;
        json.WriteStartObject("included");
        foreach (var (reference, record) in page.Included)
        {
            json.WritePropertyName(reference.ToString());
            RecordJson.Write(json, call.Session.Catalog.Type(reference.Type), record, hidden[reference.Type]);
        }
        json.WriteEndObject();
    }
}
