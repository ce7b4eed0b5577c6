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
using CrmKit.Documents;
using CrmKit.Effects;
using CrmKit.Endpoints;
using CrmKit.Enrichment;
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
using CrmKit.Scoring;
using CrmKit.Search;
using CrmKit.Segments;
using CrmKit.Settings;
using CrmKit.Setup;
using CrmKit.Storage;
using CrmKit.Tables;
using CrmKit.Transfers;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.Sessions;

/// <summary>One piece of work: the actor, the snapshot, the transaction, the handlers' scopes. All doors of a session share it.</summary>
internal sealed class CrmSession(IServiceProvider services, ICrmStore store, ExtensionRegistry registry, TimeProvider clock, IOptions<CrmKitOptions> options) : ICrmSession, ITableSession
{
    private readonly ExtensionScopes _scopes = new();
    private ExtensionSnapshot _extensions = null!;
    private IStoreReader? _reader;
    private UnitOfWork? _work;
    private IAsyncDisposable? _scope;
    private bool _isDisposed;

    public Actor Actor { get; private set; } = null!;
    public string TenantId { get; private set; } = "";
    public string Door { get; private set; } = "";
    public Guid CorrelationId { get; private set; }
    /// <summary>Where the call comes from; <see langword="null"/> when nobody called from outside.</summary>
    public CallOrigin? Origin { get; set; }
    /// <summary>Whose doing the audit says that writes are.</summary>
    public AuditOrigin AuditOrigin => new(Actor, Door, CorrelationId, Origin);
    /// <summary>How many runs of workflows, one causing the next, led here; told with every event.</summary>
    public int Depth { get; set; }

    public CatalogSnapshot Catalog => _extensions.Catalog;
    public CrmKitOptions Options { get; } = options.Value;
    public DateTimeOffset Now => Instants.Truncate(clock.GetUtcNow());
    public TimeZoneInfo Zone { get => field ??= TimeZoneInfo.FindSystemTimeZoneById(Options.TimeZone); set; }
    public DateOnly Today => Instants.DayOf(Now, Options.TimeZone);

    public IRecords Records => services.GetRequiredService<IRecords>();
    public IAudit Audit => services.GetRequiredService<IAudit>();
    public IPipelines Pipelines => services.GetRequiredService<IPipelines>();
    public IConversions Conversions => services.GetRequiredService<IConversions>();
    public IAssignments Assignments => services.GetRequiredService<IAssignments>();
    public IIntake Intake => services.GetRequiredService<IIntake>();
    public IBehaviour Behaviour => services.GetRequiredService<IBehaviour>();
    public IAttachments Attachments => services.GetRequiredService<IAttachments>();
    public IBackups Backups => services.GetRequiredService<IBackups>();
    public IPersons Persons => services.GetRequiredService<IPersons>();
    public IEffects Effects => services.GetRequiredService<IEffects>();
    public IAccess Access => services.GetRequiredService<IAccess>();
    public ITimeline Timeline => services.GetRequiredService<ITimeline>();
    public IProfile Profile => services.GetRequiredService<IProfile>();
    public IReports Reports => services.GetRequiredService<IReports>();
    public ILifecycle Lifecycle => services.GetRequiredService<ILifecycle>();

    public ICaseAnswers Answers => services.GetRequiredService<ICaseAnswers>();

    public IKnowledge Knowledge => services.GetRequiredService<IKnowledge>();
    public IImports Imports => services.GetRequiredService<IImports>();
    public IExports Exports => services.GetRequiredService<IExports>();
    public ITransfers Transfers => services.GetRequiredService<ITransfers>();
    public IDocuments Documents => services.GetRequiredService<IDocuments>();
    public ICatalogAdministration Administration => services.GetRequiredService<ICatalogAdministration>();

    public ISettings Settings => services.GetRequiredService<ISettings>();
    public ISecrets Secrets => services.GetRequiredService<ISecrets>();
    public IEnrichment Enrichment => services.GetRequiredService<IEnrichment>();
    public IScores Scores => services.GetRequiredService<IScores>();
    public IDuplicates Duplicates => services.GetRequiredService<IDuplicates>();
    public IQuality Quality => services.GetRequiredService<IQuality>();
    public INotifications Notifications => services.GetRequiredService<INotifications>();
    public ISetup Setup => services.GetRequiredService<ISetup>();
    public IDashboards Dashboards => services.GetRequiredService<IDashboards>();
    public ILayouts Layouts => services.GetRequiredService<ILayouts>();
    public IViews Views => services.GetRequiredService<IViews>();
    public ISegments Segments => services.GetRequiredService<ISegments>();
    public ISearch Search => services.GetRequiredService<ISearch>();
    public IMatches Matches => services.GetRequiredService<IMatches>();
    public IWorkflows Workflows => services.GetRequiredService<IWorkflows>();
    public IConnectors Connectors => services.GetRequiredService<IConnectors>();
    public IConsents Consents => services.GetRequiredService<IConsents>();
    public IForms Forms => services.GetRequiredService<IForms>();
    public IWebhooks Webhooks => services.GetRequiredService<IWebhooks>();
    public IChanges Changes => services.GetRequiredService<IChanges>();
    public IIdempotency Idempotency => services.GetRequiredService<IIdempotency>();
    public IRecordActions Actions => services.GetRequiredService<IRecordActions>();
    public IWidgets Widgets => services.GetRequiredService<IWidgets>();
    public IEndpoints Endpoints => services.GetRequiredService<IEndpoints>();

    /// <summary>What the plugin whose code asks now is held to; <see langword="null"/> when the engine or the host's own code does.</summary>
    public DataPermissions? Confinement => _scopes.Current?.Data;

    /// <summary>Whether nothing need be asked: the system acts, and no plugin acts as it.</summary>
    public bool IsUnconfined => Actor.IsSystem && Confinement is null;

    /// <summary>The sources that the session sees.</summary>
    public ExtensionSnapshot Extensions => _extensions;

    /// <summary>The transaction of the unit of work under way; <see langword="null"/> outside one.</summary>
    public IStoreTransaction? Transaction => _work?.Transaction;

    /// <summary>Starts the session; disposing it disposes <paramref name="scope"/>, the container scope that it lives in.</summary>
    public void Open(Actor actor, string door, string tenantId, Guid? correlationId = null, IAsyncDisposable? scope = null)
    {
        _scope = scope;
        (Actor, Door, TenantId, CorrelationId) = (actor, door, tenantId, correlationId ?? Guid.CreateVersion7());
        _extensions = _scopes.Enter(registry, tenantId);
    }

    /// <summary>Where to read: the transaction's own view inside a unit of work, committed data outside.</summary>
    public async ValueTask<IStoreReader> ReaderAsync(CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        if (_work is { } work) return work.Transaction;
        await InitializedAsync(cancellationToken);
        return _reader ??= await store.OpenReaderAsync(TenantId, cancellationToken);
    }

    public IDisposable AsSystem(string name)
    {
        var outer = Actor;
        Actor = Actor.System(name);
        return new Scope(() => Actor = outer);
    }

    /// <summary>Says in audit and handlers that another door acts until the returned scope ends.</summary>
    public IDisposable Through(string door)
    {
        var outer = Door;
        Door = door;
        return new Scope(() => Door = outer);
    }

    /// <summary>Ties what is written until the returned scope ends to another piece of work, such as one that an earlier session began.</summary>
    public IDisposable Correlated(Guid correlationId)
    {
        var outer = CorrelationId;
        CorrelationId = correlationId;
        return new Scope(() => CorrelationId = outer);
    }

    /// <summary>The stored records that the writes since <see cref="Noting"/> changed; <see langword="null"/> while nobody asks.</summary>
    public HashSet<RecordRef>? Touched { get; private set; }

    /// <summary>Notes which stored records are written until the returned scope ends.</summary>
    public IDisposable Noting(HashSet<RecordRef> touched)
    {
        var outer = Touched;
        Touched = touched;
        return new Scope(() => Touched = outer);
    }

    /// <summary>What the doors share, for work that the engine itself does in a session.</summary>
    public T Service<T>() where T : ISessionService => services.GetRequiredService<T>();

    /// <summary>The handlers for a target, in their total order.</summary>
    public IReadOnlyList<Handler<T>> Handlers<T>(string target) where T : class => _scopes.Resolve<T>(_extensions, target);

    /// <summary>One handler; <see langword="null"/> when its plugin is leaving.</summary>
    public Handler<T>? Handler<T>(ExtensionSource source, ExtensionPoint point) where T : class => _scopes.Resolve<T>(source, point);

    /// <summary>Charges what is done here to the plugin whose handler does it.</summary>
    public void Charge(CallCost cost, long amount) => _scopes.Current?.Charge(cost, amount);

    /// <summary>Counts that a query names a field.</summary>
    public void Reads(RecordTypeDefinition type, FieldDefinition field) => services.GetRequiredService<FieldReads>().Add(TenantId, type.Key, field.Key);

    /// <summary>How often queries named a field since the counts were stored last.</summary>
    public long PendingReads(RecordTypeDefinition type, FieldDefinition field) => services.GetRequiredService<FieldReads>().Of(TenantId, type.Key, field.Key);

    public async Task<IUnitOfWork> BeginAsync(CancellationToken cancellationToken = default) => await BeginWorkAsync(cancellationToken);

    /// <summary>As <see cref="BeginAsync"/>, with the transaction at hand.</summary>
    public async Task<UnitOfWork> BeginWorkAsync(CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        if (_work is { } outer) return outer.Nest();
        await InitializedAsync(cancellationToken);
        _work = new UnitOfWork(await store.BeginAsync(TenantId, cancellationToken), () =>
        {
            _work = null;
            _scopes.InTransaction(false);
        });
        _scopes.InTransaction(true);
        return _work;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return; // the scope disposes the session again
        _isDisposed = true;
        if (_work is { } work) await work.RollBackAsync();
        if (_reader is { } reader) await reader.DisposeAsync();
        await _scopes.DisposeAsync();
        if (_scope is { } scope) await scope.DisposeAsync();
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_scopes.IsAbandoned) throw new CrmRuleException(SessionErrors.Abandoned());
    }

    private Task InitializedAsync(CancellationToken cancellationToken) => services.GetRequiredService<ICrm>().InitializeAsync(cancellationToken);

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
