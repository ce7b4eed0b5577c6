using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Sessions;

namespace CrmKit.Samples.Host.Demo;

/// <summary>Why the demo company loses leads and deals, as lists to choose from.</summary>
internal static class DemoReasons
{
    public static async Task DefineAsync(ICrmSession session, CancellationToken cancellationToken)
    {
        foreach (var type in (string[])["lead", "opportunity"])
        {
            var reason = session.Catalog.Type(type).Field("lossReason");
            if (reason.Options.Count > 0) continue;
            try
            {
                await session.Administration.SaveFieldAsync(new CustomFieldSettings { RecordType = type, Key = reason.Key, Label = reason.Label, Kind = FieldKind.Option, Options = [.. Words.LossReasons.Select(r => new FieldOption(r.English, r))] }, cancellationToken);
            }
            catch (CrmForbiddenException)
            {
                return; // a tenant beside the host's own takes the host's definitions as they are
            }
        }
    }
}
