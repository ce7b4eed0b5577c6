using CrmKit.Access;
using CrmKit.Benchmarks.Databases;
using CrmKit.Benchmarks.Imports;
using CrmKit.Opportunities;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Benchmarks.Load;

/// <summary>A database full of opportunities, and who asks for them.</summary>
/// <param name="Name">The database.</param>
/// <param name="AdministratorKey">The key of one who may do all.</param>
/// <param name="RepresentativeKey">The key of one who may read what is his: a thirtieth.</param>
/// <param name="Representative">Who that is.</param>
/// <param name="Open">Open opportunities in their first stage, of anybody.</param>
/// <param name="Own">One of the representative's.</param>
internal sealed record LoadCrm(string Name, string AdministratorKey, string RepresentativeKey, Guid Representative, IReadOnlyList<Guid> Open, Guid Own)
{
    private const int Movable = 2000;

    public static async Task<LoadCrm> FillAsync(BenchDatabase database, string folder, int rows)
    {
        var (name, file) = (await database.NewAsync(), Path.Combine(folder, "deals.csv"));
        Deals.Write(file, rows);
        await using var services = Deals.NewCrm(database, name);
        var crm = services.GetRequiredService<ICrm>();
        await Deals.SeedAsync(crm);
        await Deals.ImportAsync(crm, file);
        File.Delete(file);

        await using var session = crm.OpenSession(Actor.System("load"));
        var people = await session.Records.ListAsync(new Specification<User>(u => u.Name == "Agent 0" || u.Name == "Agent 1"));
        var (administrator, representative) = (people.Single(u => u.Name == "Agent 0"), people.Single(u => u.Name == "Agent 1"));
        await session.Records.SaveAsync(new ChangeSet()
            .Patch(new RecordRef("user", administrator.Id), new Dictionary<string, object?> { ["roles"] = "administrator" })
            .Patch(new RecordRef("user", representative.Id), new Dictionary<string, object?> { ["roles"] = "sales-rep" }));
        var keys = services.GetRequiredService<IApiKeys>();
        var open = await session.Records.ListAsync(new Specification<Opportunity>(o => o.StageKey == "prospecting").Page(Movable));
        var own = await session.Records.ListAsync(new Specification<Opportunity>(o => o.OwnerId == representative.Id).Page(1));
        return new LoadCrm(name, (await keys.CreateAsync(session, administrator.Id, "load")).Key, (await keys.CreateAsync(session, representative.Id, "load")).Key, representative.Id, [.. open.Select(o => o.Id)], own[0].Id);
    }
}
