using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Activities;
using CrmKit.Assignment;
using CrmKit.Audit;
using CrmKit.Attachments;
using CrmKit.Backups;
using CrmKit.Behaviour;
using CrmKit.Cases;
using CrmKit.Changes;
using CrmKit.Connectors;
using CrmKit.Consents;
using CrmKit.Conversions;
using CrmKit.Dashboards;
using CrmKit.Diagnostics;
using CrmKit.Documents;
using CrmKit.Effects;
using CrmKit.Endpoints;
using CrmKit.Enrichment;
using CrmKit.Events;
using CrmKit.Exports;
using CrmKit.Forms;
using CrmKit.Idempotency;
using CrmKit.Imports;
using CrmKit.Intake;
using CrmKit.Knowledge;
using CrmKit.Layouts;
using CrmKit.Lifecycles;
using CrmKit.Matching;
using CrmKit.Notifications;
using CrmKit.Pages;
using CrmKit.Persons;
using CrmKit.Quality;
using CrmKit.Pipelines;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Reports;
using CrmKit.Scheduling;
using CrmKit.Scoring;
using CrmKit.Search;
using CrmKit.Seeds;
using CrmKit.Segments;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Setup;
using CrmKit.Storage;
using CrmKit.Tenants;
using CrmKit.Transfers;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CrmKit;

/// <summary>Adds CrmKit to a host.</summary>
public static class ServiceCollectionExtensions
{
    private static readonly HashSet<Type> Doors =
    [
        typeof(IRecords), typeof(IPipelines), typeof(IConversions), typeof(IAssignments), typeof(IIntake), typeof(IBehaviour), typeof(IPersons), typeof(IAttachments), typeof(IBackups), typeof(IEffects),
        typeof(IAccess), typeof(IAudit), typeof(ITimeline), typeof(IReports), typeof(ILifecycle), typeof(IKnowledge), typeof(ICaseAnswers), typeof(IImports), typeof(IExports), typeof(ITransfers), typeof(IDocuments), typeof(IStageEntries), typeof(ICatalogAdministration), typeof(ISettings), typeof(ISecrets), typeof(IMatches), typeof(ISearch), typeof(IViews), typeof(IDashboards), typeof(ILayouts), typeof(ISetup), typeof(IProfile), typeof(INotifications), typeof(ISegments), typeof(IDuplicates), typeof(IQuality), typeof(IScores), typeof(IEnrichment), typeof(IEndpoints), typeof(IRecordActions), typeof(IWidgets), typeof(IWorkflows), typeof(IConnectors), typeof(IWebhooks), typeof(IForms), typeof(IConsents), typeof(IIdempotency), typeof(IChanges),
    ];

    /// <summary>Adds CrmKit: <see cref="ICrm"/> opens sessions; a generic host also initialises it at start. Safe to call twice.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Picks the store (<c>UseSqlite</c>), plugins and settings.</param>
    /// <exception cref="OptionsValidationException">At start: a setting is out of its range; the message names it.</exception>
    public static IServiceCollection AddCrmKit(this IServiceCollection services, Action<CrmKitBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        if (services.All(s => s.ServiceType != typeof(ExtensionRegistry))) AddEngine(services);
        configure(new CrmKitBuilder(services));
        return services;
    }

    /// <summary>Changes the engine's settings.</summary>
    public static CrmKitBuilder Configure(this CrmKitBuilder builder, Action<CrmKitOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>Adds what the host itself brings: a plugin that is compiled into the program, with the same extension points as one that is loaded.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The prefix of its keys: lower-case words, digits and hyphens, parted by dots. Adding the same id twice adds it once.</param>
    public static CrmKitBuilder AddPlugin<TPlugin>(this CrmKitBuilder builder, string id) where TPlugin : CrmPlugin, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddPlugin<TPlugin>(id, null);
    }

    /// <summary>As the other one, for a plugin that needs to be told something when it is made.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">The prefix of its keys: lower-case words, digits and hyphens, parted by dots. Adding the same id twice adds the first.</param>
    /// <param name="plugin">The plugin.</param>
    public static CrmKitBuilder AddPlugin(this CrmKitBuilder builder, string id, CrmPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(plugin);
        return builder.AddPlugin(id, () => plugin, null);
    }

    internal static CrmKitBuilder AddPlugin<TPlugin>(this CrmKitBuilder builder, string id, ICallMeter? meter) where TPlugin : CrmPlugin, new() => builder.AddPlugin(id, static () => new TPlugin(), meter);

    private static CrmKitBuilder AddPlugin(this CrmKitBuilder builder, string id, Func<CrmPlugin> make, ICallMeter? meter)
    {
        if (!FieldKey.IsValid(id) || id is CoreSource.Id or "admin") throw new ArgumentException($"'{id}' cannot be the id of a plugin.", nameof(id));
        if (builder.Services.All(s => (s.ImplementationInstance as HostPlugin)?.Id != id)) builder.Services.AddSingleton(new HostPlugin(id, make()) { Meter = meter });
        return builder;
    }

    private static void AddEngine(IServiceCollection services)
    {
        services.AddLogging();
        services.AddOptions<CrmKitOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CrmKitOptions>, CrmKitOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);

        services.TryAddSingleton<ICrmStore>(static _ => // stores replace it
            throw new InvalidOperationException("CrmKit has no store. Pick one: services.AddCrmKit(crm => crm.UseSqlite(\"crm.db\"))."));

        services.AddSingleton(CoreSource.NewRegistry);
        services.AddSingleton<ICatalog>(s => s.GetRequiredService<ExtensionRegistry>());
        services.AddSingleton<IExtensionHost>(s => s.GetRequiredService<ExtensionRegistry>());
        services.AddSingleton<CustomIndexes>();
        services.AddSingleton<DefinitionTurn>();
        services.AddSingleton<SeedPlanter>();
        services.AddSingleton<FieldReads>();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<SealedPayloads>();
        services.AddSingleton<RestoreEnd>();
        services.TryAddSingleton<IFileStore, FolderStore>();
        services.AddSingleton<TransferBoard>();
        services.AddSingleton<TransferClaims>();
        services.AddSingleton<IPersonTraces, ExportTraces>();
        services.AddSingleton<ITransferRunner>(s => s.GetRequiredService<TransferRunner>());
        services.AddSingleton<Crm>();
        services.AddSingleton<ICrm>(s => s.GetRequiredService<Crm>());
        services.AddSingleton<IScheduler>(s => s.GetRequiredService<Scheduler>());
        services.AddSingleton<IDispatcher>(s => s.GetRequiredService<Dispatcher>());
        services.AddSingleton<KeyUses>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<ISecurityLog>(s => s.GetRequiredService<SecurityLog>());
        services.AddSingleton<IApiKeys, ApiKeys>();
        services.AddSingleton<IFirstRun, FirstRun>();
        services.AddSingleton<TenantRegister>().AddSingleton<ITenants>(s => s.GetRequiredService<TenantRegister>());
        services.AddScoped<CrmSession>();
        services.AddScoped<ICrmSession>(s => s.GetRequiredService<CrmSession>());

        services.AddHostedService<Initialization>(); // before all others: they find a database that is up to date
        services.Scan(scan => scan.FromAssemblies(typeof(CrmSession).Assembly)
            .AddClasses(c => c.Where(t => t.GetInterfaces().Any(Doors.Contains) && t.Namespace != typeof(DoorTrace).Namespace), publicOnly: false)
                .AsSelfWithInterfaces(Doors.Contains).WithScopedLifetime()
            .AddClasses(c => c.AssignableTo<ISessionService>(), publicOnly: false)
                .AsSelf().WithScopedLifetime()
            .AddClasses(c => c.AssignableTo<IHostedService>().Where(t => t != typeof(Initialization)), publicOnly: false)
                .AsSelfWithInterfaces(i => i == typeof(IHostedService)).WithSingletonLifetime());

        services.Decorate<IRecords, TracedRecords>()
            .Decorate<IPipelines, TracedPipelines>()
            .Decorate<IConversions, TracedConversions>()
            .Decorate<IAssignments, TracedAssignments>()
            .Decorate<IIntake, TracedIntake>()
            .Decorate<IImports, TracedImports>()
            .Decorate<IReports, TracedReports>();
    }
}
