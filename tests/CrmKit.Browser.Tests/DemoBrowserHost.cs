using System.Net;
using CrmKit.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CrmKit.Browser;

/// <summary>The sample host with the demo company, on the last afternoon of its history, so that pages look the same on every day.</summary>
public sealed class DemoBrowserHost : BrowserHost
{
    protected override bool HasDemo => true;

    protected override void Configure(IServiceCollection services)
    {
        base.Configure(services);
        services
            .Replace(ServiceDescriptor.Singleton<TimeProvider>(new LastAfternoon()))
            .Configure<CrmKitApiOptions>(api => api.RateLimits.IsEnabled = false); // one administrator looks at every page at once
    }

    protected override async Task ReadyAsync()
    {
        for (var tries = 0; !Printed.Contains("The demo company is in.", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 6000, "The demo company did not come: " + Printed);
            await Task.Delay(100);
        }
    }

    /// <summary>The id of the first record that a filter finds.</summary>
    public async Task<string> FirstAsync(string plural, string filter)
    {
        var found = (await Admin.GetAsync($"/api/{plural}?size=1&filter={Uri.EscapeDataString(filter)}", HttpStatusCode.OK))["items"]!.AsArray();
        return (string)Assert.Single(found)!["id"]!;
    }

    /// <summary>Goes on from half past five on the last day of the demo company.</summary>
    private sealed class LastAfternoon : TimeProvider
    {
        private readonly TimeSpan _back = System.GetUtcNow() - new DateTimeOffset(2025, 12, 31, 17, 30, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - _back;
    }
}
