using CrmKit.Leads;
using CrmKit.Records;
using CrmKit.Testing;

namespace CrmKit.ChinaSales;

/// <summary>The plugin through the real loader: rights, repeated deliveries, zones, removal, unloading, references.</summary>
public sealed class ChinaSalesContract : PluginContract<ChinaSalesPlugin>
{
    [Fact]
    public async Task Every_field_says_what_it_means_in_English_and_Chinese()
    {
        await using var host = PluginTestHost.With<ChinaSalesPlugin>("chinasales");
        await using var session = host.OpenSession();
        Assert.Empty(DescribedFields.Missing(session.Catalog, "chinasales"));
    }

    protected override async Task ExerciseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        var user = await host.AddUserAsync("Ann", "administrator", cancellationToken: cancellationToken);
        await using (var session = host.OpenSession(user))
        {
            await session.Records.CreateAsync(new CustomRecord("chinasales.pool", "公海") { [Fields.Field.Text("chinasales.code")] = "a", [Fields.Field.Integer("chinasales.follow-up-days")] = 2 }, cancellationToken: cancellationToken);
            await session.Records.CreateAsync(new CustomRecord("chinasales.calendar-day", "Day") { [Fields.Field.Date("chinasales.day")] = new DateOnly(2027, 1, 1) }, cancellationToken: cancellationToken);
            var lead = await session.Records.CreateAsync(new Lead { Name = "王小明" }, cancellationToken: cancellationToken);
            await session.Assignments.ReleaseAsync([new RecordRef("lead", lead.Id)], cancellationToken: cancellationToken);
            var other = await session.Records.CreateAsync(new Lead { Name = "李白" }, cancellationToken: cancellationToken);
            Assert.Equal(user.Id, other.OwnerId);
            host.Clock.Advance(TimeSpan.FromDays(10));
            Assert.Equal(1, (int)(await session.Endpoints.AnswerAsync("chinasales.return-due", new Endpoints.EndpointRequest(), cancellationToken)).Body!["returned"]!);
            await session.Reports.RunAsync("chinasales.pools", cancellationToken: cancellationToken);
            await session.Reports.RunAsync("chinasales.birthdays", cancellationToken: cancellationToken);
        }
        await host.DispatchAsync(cancellationToken);
    }
}
