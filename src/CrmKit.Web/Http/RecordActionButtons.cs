using CrmKit.Actions;
using CrmKit.Web.Pages;

namespace CrmKit.Web;

/// <summary>Actions of plugins as buttons: those that a person may do, where their plugin wants them. What one button asks for is asked by the pages of acts on many records.</summary>
internal static class RecordActionButtons
{
    /// <summary>The actions that a person may do to some records of a type.</summary>
    public static async Task<IReadOnlyList<RecordActionDefinition>> OfAsync(WebCall call, RecordTypeDefinition type)
    {
        var actions = new List<RecordActionDefinition>();
        foreach (var action in call.Session.Catalog.RecordActions)
            if (action.Places != ActionPlaces.None && action.RecordTypes.Contains(type.Key) && await call.MayAsync(type, action.Needs)) actions.Add(action);
        return actions;
    }

    /// <summary>The buttons of records, in their order.</summary>
    /// <param name="call">Who looks.</param>
    /// <param name="type">The type of all records.</param>
    /// <param name="records">The records.</param>
    /// <param name="place">Where they stand.</param>
    /// <param name="back">Where one comes back to.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<ActionButton>>> OfAsync(WebCall call, RecordTypeDefinition type, IReadOnlyList<Record> records, ActionPlaces place, string back)
    {
        var buttons = records.Select(_ => new List<ActionButton>()).ToList();
        if (records.Count == 0) return buttons;
        foreach (var action in (await OfAsync(call, type)).Where(a => a.Places.HasFlag(place)))
        {
            var may = await call.Session.Access.MayAsync(type, action.Needs, records, call.Cancelled);
            for (var i = 0; i < records.Count; i++)
                if (may[i]) buttons[i].Add(new ActionButton(BulkAction.Prefix + action.Key, action.Label.For(call.Culture), action.Description?.For(call.Culture), call.Links.List(type) + "/_bulk", records[i].Id, back, action.Inputs.Count == 0 && action.Confirm is null));
        }
        return buttons;
    }
}
