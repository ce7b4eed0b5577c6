using CrmKit.Access;
using CrmKit.AspNetCore;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>What can be done to many records of a type, as far as the person may.</summary>
internal static class BulkActs
{
    public static async Task<IReadOnlyList<FieldChoice>> OfferedAsync(WebCall call, RecordTypeDefinition type)
    {
        var acts = new List<FieldChoice>();
        await foreach (var act in AllAsync(call, type))
            if (act.IsInLists) acts.Add(new FieldChoice(act.Key, act.Label));
        return acts;
    }

    public static async Task<BulkAct> NamedAsync(WebCall call, RecordTypeDefinition type, string? key)
    {
        await foreach (var act in AllAsync(call, type))
            if (act.Key == key) return act;
        throw ApiErrors.Parameter("act", "what the list offers");
    }

    private static async IAsyncEnumerable<BulkAct> AllAsync(WebCall call, RecordTypeDefinition type)
    {
        var (hidden, mayUpdate) = (await call.HiddenAsync(type), await call.MayAsync(type, Operations.Update));
        if (type.IsRoot && !hidden.Contains("ownerId") && await call.MayAsync(type, Operations.Assign)) yield return new BulkOwner(call, type);
        if (type.IsRoot && mayUpdate && !hidden.Contains("stage") && call.Session.Catalog.PipelinesOf(type.Key).Any()) yield return new BulkStage(call, type);
        if (await call.MayAsync(type, Operations.Delete)) yield return new BulkDelete(call, type);
        foreach (var action in await RecordActionButtons.OfAsync(call, type)) yield return new BulkAction(call, type, action);
        if (!mayUpdate) yield break;
        foreach (var field in await FormFields.WritableAsync(call, type)) yield return new BulkField(call, type, field);
    }
}
