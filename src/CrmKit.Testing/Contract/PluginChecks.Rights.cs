using CrmKit.Endpoints;
using CrmKit.Planning;
using CrmKit.Reports;
using CrmKit.Sessions;

namespace CrmKit.Testing;

public sealed partial class PluginChecks
{
    /// <summary>A user without rights gets nothing through the plugin: not its records, and no more from its reports and endpoints than where there is nothing.</summary>
    /// <exception cref="ContractViolationException"><c>rights</c>.</exception>
    public async Task CheckRightsAsync(CancellationToken cancellationToken = default)
    {
        await using var host = await LoadUsedAsync(cancellationToken);
        var nobody = await host.AddUserAsync("Nobody", cancellationToken: cancellationToken);
        var nobodyElsewhere = await host.AddUserAsync("Nobody", tenant: PluginTestHost.OtherTenant, cancellationToken: cancellationToken);

        foreach (var type in host.Catalog.Types.Where(t => t.Source == host.PluginId))
            await CheckTypeAsync(host, nobody, type, cancellationToken);

        // Where there is no data at all, an answer is what everybody may know; here it must be no other.
        foreach (var report in host.Catalog.Reports.Where(r => r.Source == host.PluginId))
            Demand("rights",
                await ReportAsync(host, nobody, PluginTestHost.Tenant, report.Key, cancellationToken) == await ReportAsync(host, nobodyElsewhere, PluginTestHost.OtherTenant, report.Key, cancellationToken)
                    ? null : $"The report {report.Key} tells a user without rights what he may not see.",
                "Read through the session that the report is given, without AsSystem.");

        foreach (var endpoint in host.Catalog.Endpoints.Where(e => e.Source == host.PluginId))
        {
            var request = await RequestAsync(host, endpoint, cancellationToken);
            Demand("rights",
                await AnswerAsync(host, nobody, PluginTestHost.Tenant, endpoint.Key, request, cancellationToken) == await AnswerAsync(host, nobodyElsewhere, PluginTestHost.OtherTenant, endpoint.Key, request, cancellationToken)
                    ? null : $"The endpoint {endpoint.Method} {endpoint.Path} tells a user without rights what he may not see.",
                "Read through the session of the request, without AsSystem, or ask for a permission in the endpoint's definition.");
        }
    }

    private static async Task CheckTypeAsync(PluginTestHost host, User nobody, RecordTypeDefinition type, CancellationToken cancellationToken)
    {
        Guid? known;
        await using (var system = host.OpenSession())
            known = await FirstAsync(system, type, cancellationToken);
        const string remedy = "No role is needed to reach it: look at what the plugin's handlers do as the system.";
        await using var session = host.OpenSession(nobody);
        Demand("rights", await RefusesAsync(async () => (await session.Records.QueryAsync(new RecordQuery(type.Key), cancellationToken)).Items.Count == 0) ? null : $"A user without rights reads {type.Key}.", remedy);
        Demand("rights", await RefusesAsync(async () => await session.Records.CreateAsync(new CustomRecord(type.Key, "forbidden"), cancellationToken: cancellationToken) is null) ? null : $"A user without rights creates {type.Key}.", remedy);
        if (known is not { } id) return;
        Demand("rights", await RefusesAsync(async () => await session.Records.GetAsync(type.Ref(id), cancellationToken) is null) ? null : $"A user without rights gets a {type.Key} by its id.", remedy);
        Demand("rights", await RefusesAsync(async () =>
        {
            await session.Records.DeleteAsync(type.Ref(id), cancellationToken: cancellationToken);
            return false;
        }) ? null : $"A user without rights deletes a {type.Key}.", remedy);
    }

    private static async Task<Guid?> FirstAsync(ICrmSession session, RecordTypeDefinition type, CancellationToken cancellationToken) =>
        (await session.Records.QueryAsync(new RecordQuery(type.Key) { Size = 1 }, cancellationToken)).Items is [var first, ..] ? first.Id : null;

    private static async Task<bool> RefusesAsync(Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (CrmException)
        {
            return true;
        }
    }

    private static async Task<string> ReportAsync(PluginTestHost host, User user, string tenant, string key, CancellationToken cancellationToken)
    {
        await using var session = host.OpenSession(user, tenant);
        try
        {
            var table = await session.Reports.RunAsync(key, new ReportParameters(), cancellationToken);
            return string.Join('\n', table.Rows.Select(r => string.Join('|', r)).Concat(table.Remarks));
        }
        catch (CrmException refusal)
        {
            return string.Join(' ', refusal.Errors.Select(e => e.Code));
        }
    }

    private static async Task<EndpointRequest> RequestAsync(PluginTestHost host, EndpointDefinition endpoint, CancellationToken cancellationToken)
    {
        var path = new Dictionary<string, string>();
        foreach (var parameter in endpoint.Path.Split('/').Where(p => p.StartsWith('{') && p.EndsWith('}')))
        {
            await using var session = host.OpenSession();
            var type = host.Catalog.Types.FirstOrDefault(t => t.Source == host.PluginId) ?? host.Catalog.Type("lead");
            path[parameter.Trim('{', '}')] = (await FirstAsync(session, type, cancellationToken) ?? Guid.Empty).ToString();
        }
        return new EndpointRequest { Path = path, Query = endpoint.Query.Where(q => q.IsRequired).ToDictionary(q => q.Name, _ => "1") };
    }

    private static async Task<string> AnswerAsync(PluginTestHost host, User user, string tenant, string key, EndpointRequest request, CancellationToken cancellationToken)
    {
        await using var session = host.OpenSession(user, tenant);
        try
        {
            var answer = await session.Endpoints.AnswerAsync(key, request, cancellationToken);
            return $"{answer.Status} {answer.Body?.ToJsonString()} {Convert.ToHexString(answer.Content.Span)}";
        }
        catch (CrmException refusal)
        {
            return string.Join(' ', refusal.Errors.Select(e => e.Code));
        }
    }
}
