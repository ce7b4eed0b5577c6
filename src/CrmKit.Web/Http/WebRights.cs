using CrmKit.Access;

namespace CrmKit.Web;

/// <summary>Ends a request for what the person may not do, and says so in his language.</summary>
internal static class WebRights
{
    /// <summary>That he may read records of a type, and the fields that the page is about.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    public static async Task DemandListAsync(this WebCall call, RecordTypeDefinition type, params IReadOnlyList<string> fields)
    {
        if (!await call.MayAsync(type, Operations.Read) || (await call.HiddenAsync(type)).Overlaps(fields))
            throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts.Format("list.forbidden", type.PluralLabel.For(call.Culture))));
    }

    /// <summary>That he may change a record.</summary>
    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>.</exception>
    public static async Task DemandUpdateAsync(this WebCall call, RecordTypeDefinition type, Record record)
    {
        if (!await call.MayAsync(type, Operations.Update, record))
            throw new CrmForbiddenException(new CrmError("access.forbidden", call.Texts.Format("form.update-forbidden", await RecordNames.OfAsync(call, record))) { Record = type.Ref(record.Id) });
    }
}
