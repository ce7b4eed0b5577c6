using CrmKit.Conversions;
using CrmKit.Leads;
using CrmKit.Pipelines;
using CrmKit.Records;
using CrmKit.Sessions;

namespace CrmKit.Docs.Snippets;

internal static class Concepts
{
    public static async Task<IReadOnlyList<Lead>> WorkAsUserAsync(ICrm crm, Guid userId)
    {
        #region session
        await using var session = crm.OpenSession(Actor.User(userId));

        var lead = await session.Records.CreateAsync(new Lead { Name = "Ada Lovelace", CompanyName = "Analytical Engines", Email = "ada@engines.example" });
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("lead", lead.Id), "contacted")]);
        var open = await session.Records.ListAsync(new Specification<Lead>(l => l.StageCategory == StageCategory.Open).OrderByDescending(l => l.CreatedAt).Take(20));
        #endregion
        return open;
    }

    public static async Task WinAndContractAsync(ICrmSession session, RecordRef opportunity)
    {
        #region unit-of-work
        await using var work = await session.BeginAsync();
        await session.Pipelines.MoveAsync([new StageMove(opportunity, "won")]);
        await session.Conversions.ConvertAsync(opportunity, new ConversionOptions { To = "contract" });
        await work.CommitAsync(); // without it, nothing happened
        #endregion
    }
}
