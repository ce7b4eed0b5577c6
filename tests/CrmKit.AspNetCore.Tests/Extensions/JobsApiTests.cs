using System.Net;
using CrmKit.Accounts;
using CrmKit.Events;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Extensions;

public sealed class JobsApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private sealed class Stamp : IScheduledJob
    {
        public async ValueTask RunAsync(JobContext context, CancellationToken cancellationToken) =>
            await context.Session.Records.CreateAsync(new Account { Name = "Made by a job" }, cancellationToken: cancellationToken);
    }

    private static void Configure(ICrmPluginBuilder plugin) =>
        plugin.AddJob<Stamp>(new JobDefinition { Key = "acme.yearly", Label = new("Yearly", "每年"), Schedule = JobSchedule.Cron("0 0 1 1 *", "Asia/Shanghai") });

    [Fact]
    public async Task EXT_a_job_is_listed_and_can_be_run_by_administrators_as_long_as_its_plugin_is_there()
    {
        host.Put("acme", Configure);
        var job = Assert.Single((await host.Admin.GetAsync("/api/jobs", HttpStatusCode.OK))["items"]!.AsArray())!;
        Assert.Equal(("acme.yearly", "0 0 1 1 *", "Asia/Shanghai"), ((string)job["key"]!, (string)job["schedule"]!, (string)job["timeZone"]!));
        Assert.EndsWith("-12-31T16:00:00Z", (string)job["nextDueAt"]!);

        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("job.forbidden", (await seller.JsonAsync("POST", "/api/jobs/acme.yearly/run", null, HttpStatusCode.Forbidden)).Code());
        Assert.Equal("job.unknown", (await host.Admin.JsonAsync("POST", "/api/jobs/acme.other/run", null, HttpStatusCode.NotFound)).Code());
        await host.Admin.JsonAsync("POST", "/api/jobs/acme.yearly/run", null, HttpStatusCode.Accepted);
        await host.Services.GetRequiredService<IDispatcher>().DrainAsync();
        Assert.Single((await host.Admin.GetAsync("/api/accounts?filter=name eq 'Made by a job'", HttpStatusCode.OK))["items"]!.AsArray());

        host.Remove("acme");
        await host.Admin.GetAsync("/api/jobs", HttpStatusCode.NotFound);
    }
}
