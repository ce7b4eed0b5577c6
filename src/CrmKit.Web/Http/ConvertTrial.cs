using CrmKit.AspNetCore;
using CrmKit.Conversions;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>A conversion that was tried and taken back: what it would make and use, or why it would be refused.</summary>
internal sealed record ConvertTrial(Record? Target, IReadOnlyList<ConvertLine> Created, IReadOnlyList<ConvertLine> Matched, IReadOnlyList<CrmError> Errors, string? Became)
{
    public static async Task<ConvertTrial> RunAsync(WebCall call, RecordTypeDefinition target, ConversionOptions options)
    {
        await using var work = await call.Session.BeginAsync(call.Cancelled); // never committed
        try
        {
            var result = await call.Session.Conversions.ConvertAsync(call.Ref, options, call.Cancelled);
            return new ConvertTrial(await call.Session.Records.FindAsync(result.Target, call.Cancelled), await LinesAsync(call, result.Created, isThere: false), await LinesAsync(call, result.Matched, isThere: true), [], null);
        }
        catch (CrmException refused) when (refused is CrmValidationException or CrmRuleException)
        {
            return new ConvertTrial(null, [], [], refused.Errors, null);
        }
        catch (CrmConflictException done) when (done.Winners.Count > 0)
        {
            return new ConvertTrial(null, [], [], done.Errors, call.Links.Record(target, done.Winners[0].Id));
        }
    }

    /// <summary>A record with nothing in it, to compare with.</summary>
    public static Record Blank(RecordTypeDefinition type)
    {
        using var empty = System.Text.Json.JsonDocument.Parse("{}");
        return RecordBody.ForNew(type, empty.RootElement).TryMake(out var record) ? record : throw new InvalidOperationException($"A new {type.Key} cannot be made.");
    }

    // Parts go without saying; records that the person may not see stay unnamed.
    private static async Task<IReadOnlyList<ConvertLine>> LinesAsync(WebCall call, IReadOnlyList<RecordRef> records, bool isThere)
    {
        var lines = new List<ConvertLine>();
        foreach (var one in records)
        {
            var type = call.Session.Catalog.Type(one.Type);
            if (type.ParentField is not null || await call.Session.Records.FindAsync(one, call.Cancelled) is not { } record) continue;
            lines.Add(new ConvertLine(type.Label.For(call.Culture), await RecordNames.OfAsync(call, record), isThere ? call.Links.Record(type, record.Id) : null));
        }
        return lines;
    }
}
