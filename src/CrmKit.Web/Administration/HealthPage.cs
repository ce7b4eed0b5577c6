using System.Globalization;
using System.Reflection;
using CrmKit.Access;
using CrmKit.Pages;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CrmKit.Web.Administration;

/// <summary>How the system is: what the host's health checks say, and what is running.</summary>
internal sealed class HealthPage(IServiceProvider services, IOptions<CrmKitOptions> engine) : AdministrationPage("health", 1200)
{
    public override ValueTask<bool> IsForAsync(ICrmSession session, CancellationToken cancellationToken) => AdministratorRights.IsOfHostAsync(session, engine.Value, cancellationToken);

    public override async Task<PageContent> ShowAsync(PageRequest request, CancellationToken cancellationToken)
    {
        var (texts, catalog) = (TextsOf(request), request.Session.Catalog);
        var facts = new FactsBlock(
        [
            new PageFact(texts["admin.version"], Cell(typeof(ICatalog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0])),
            new PageFact(texts["admin.tenant"], Cell(request.Session.TenantId)),
            new PageFact(texts["admin.time-zone"], Cell(engine.Value.TimeZone)),
            new PageFact(texts["admin.now"], Cell(request.Moment(request.Session.Now))),
            new PageFact(texts["admin.types"], Cell(catalog.Types.Count)),
            new PageFact(texts["admin.fields"], Cell(catalog.Types.Sum(t => t.Fields.Count))),
            new PageFact(texts["admin.pipelines-count"], Cell(catalog.Pipelines.Count)),
        ]);
        if (services.GetService<HealthCheckService>() is not { } checks) return new PageContent([new NoteBlock(texts["admin.no-checks"], PageTone.Muted), facts]);
        var report = await checks.CheckHealthAsync(cancellationToken);
        return new PageContent(
        [
            new TableBlock([texts["admin.name"], texts["admin.state"], texts["admin.detail"], texts["admin.milliseconds"]], [.. report.Entries.Select(e => new PageRow(
            [
                Cell(texts.Find("health.of." + e.Key) ?? e.Key), Cell(Word(texts, "health", e.Value.Status), ToneOf(e.Value.Status)), Cell(e.Value.Description), Cell(e.Value.Duration.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture)),
            ]))]),
            facts,
        ]);
    }

    private static PageTone ToneOf(HealthStatus status) => status switch { HealthStatus.Healthy => PageTone.Good, HealthStatus.Degraded => PageTone.Warning, _ => PageTone.Bad };
}
