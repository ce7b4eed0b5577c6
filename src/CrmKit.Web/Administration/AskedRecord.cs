using CrmKit.Pages;

namespace CrmKit.Web.Administration;

/// <summary>The record that somebody asks about, by its name or its id.</summary>
/// <param name="Id">Which; <see langword="null"/> when none is asked for, or it is not known yet which.</param>
/// <param name="Name">What it is called; <see langword="null"/> when it was asked for by its id.</param>
/// <param name="Question">What is to be shown before anything can be answered: those of that name, or that there is none. <see langword="null"/> when it is known.</param>
internal sealed record AskedRecord(Guid? Id, string? Name, PageBlock? Question)
{
    private const int Most = 20;
    private const int LongestName = 200;

    /// <summary>Reads <c>record</c>: an id as it is, a name among the records that who asks may read himself.</summary>
    public static async Task<AskedRecord> OfAsync(PageRequest request, RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        if (request["record"]?.Trim() is not { Length: > 0 } text) return new(null, null, null);
        if (Guid.TryParseExact(text, "D", out var id)) return new(id, null, null);
        var (session, texts) = (request.Session, WebTexts.For(request.Culture));
        var hidden = await session.Access.HiddenFieldsAsync(type, cancellationToken);
        var found = hidden.Contains(type.NameField) ? [] : await FindAsync(request, type, text, cancellationToken);
        if (found.Count == 0) return new(null, null, new NoteBlock(texts.Format("admin.record-none", type.Label.For(request.Culture), text), PageTone.Warning));
        var named = found.Select(r => (r.Id, Name: type.Field(type.NameField).Get(r) is string { Length: > 0 } name ? name : type.Label.For(request.Culture))).ToList();
        if (named is [var only]) return new(only.Id, only.Name, null);
        return new(null, null, new TableBlock([texts["admin.record"]], [.. named.Select(r => new PageRow([new PageCell(r.Name) { Link = new PageLink(r.Name) { Values = new Dictionary<string, string>(request.Values) { ["record"] = r.Id.ToString() } } }]))])
        {
            Heading = texts["admin.record-which"],
        });
    }

    // Those of exactly that name, else those that the search finds by it.
    private static async Task<IReadOnlyList<CrmKit.Records.Record>> FindAsync(PageRequest request, RecordTypeDefinition type, string name, CancellationToken cancellationToken)
    {
        var session = request.Session;
        try
        {
            var exact = await session.Records.QueryAsync(new RecordQuery(type.Key) { Filter = $"{type.NameField} eq '{name.Replace("'", "''", StringComparison.Ordinal)}'", Size = Most }, cancellationToken);
            if (exact.Items.Count > 0 || name.Length > LongestName) return exact.Items;
            var near = await session.Search.FindAsync(new Search.SearchRequest(name) { Types = [type.Key], Size = Most }, cancellationToken);
            return await session.Records.GetManyAsync(type.Key, [.. near.Results.Select(r => r.Record.Id)], cancellationToken);
        }
        catch (CrmForbiddenException)
        {
            return []; // who asks may not read any of them
        }
    }
}
