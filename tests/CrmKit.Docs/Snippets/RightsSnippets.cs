using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

internal static class RightsSnippets
{
    public static async Task ShowAsync(ICrmSession session, Guid opportunityId, Guid colleague, Guid team)
    {
        #region rights-share
        var deal = new RecordRef("opportunity", opportunityId);
        await session.Access.ShareAsync([deal],
        [
            new RecordShare { UserId = colleague, CanWrite = true, Until = session.Now.AddDays(14) },
            new RecordShare { TeamId = team },
        ]);
        var why = await session.Access.ExplainAsync(colleague, Operations.Update, deal.Type, deal.Id, "amount");
        Console.WriteLine($"{why.IsAllowed} by {why.Way}: {why.Reason}"); // True by Share: Role 'sales-rep' permits …
        await session.Access.RevokeShareAsync(deal, team);
        #endregion
    }
}

#region rights-role
public sealed class SurveyorsPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin.Role(new RoleDefinition
    {
        Key = "acme.surveyor",
        Label = new("Surveyor", "勘测员"),
        Permissions =
        [
            new Permission("opportunity", Operations.Read | Operations.Update, AccessScope.Team | AccessScope.Territory),
            new Permission("account", Operations.Read, AccessScope.Territory),
        ],
        Restrictions = [new FieldRestriction("opportunity", "amount", CanRead: true, CanWrite: false)],
    });
}
#endregion
