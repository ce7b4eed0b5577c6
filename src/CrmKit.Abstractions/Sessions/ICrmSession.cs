using CrmKit.Access;
using CrmKit.Actions;
using CrmKit.Activities;
using CrmKit.Assignment;
using CrmKit.Audit;
using CrmKit.Attachments;
using CrmKit.Backups;
using CrmKit.Behaviour;
using CrmKit.Cases;
using CrmKit.Catalog;
using CrmKit.Changes;
using CrmKit.Connectors;
using CrmKit.Consents;
using CrmKit.Conversions;
using CrmKit.Dashboards;
using CrmKit.Setup;
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
using CrmKit.Reports;
using CrmKit.Scoring;
using CrmKit.Search;
using CrmKit.Segments;
using CrmKit.Settings;
using CrmKit.Transfers;
using CrmKit.Views;
using CrmKit.Webhooks;
using CrmKit.Workflows;

namespace CrmKit.Sessions;

/// <summary>All doors, with the rights of one actor.</summary>
/// <remarks>Not thread safe: one session for one piece of work. Dispose it; what was not committed is rolled back.</remarks>
public interface ICrmSession : IAsyncDisposable
{
    /// <summary>Who acts.</summary>
    Actor Actor { get; }

    /// <summary>The tenant.</summary>
    string TenantId { get; }

    /// <summary>Through which door, for the audit.</summary>
    string Door { get; }

    /// <summary>Ties together all that this session writes.</summary>
    Guid CorrelationId { get; }

    /// <summary>What exists, as of the session's start.</summary>
    CatalogSnapshot Catalog { get; }

    /// <summary>Now, from the host's clock, in UTC, to the microsecond.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Today in the tenant's zone.</summary>
    DateOnly Today { get; }

    /// <summary>The zone in which days of filters begin and documents tell times: the tenant's, until <see cref="IProfile.UseTimeZoneAsync"/> makes it the actor's own.</summary>
    TimeZoneInfo Zone { get; }

    /// <summary>Create, update, delete, restore, read, query.</summary>
    IRecords Records { get; }

    /// <summary>Who did what, when, from where.</summary>
    IAudit Audit { get; }

    /// <summary>Stages.</summary>
    IPipelines Pipelines { get; }

    /// <summary>The chain.</summary>
    IConversions Conversions { get; }

    /// <summary>Owners and pools.</summary>
    IAssignments Assignments { get; }

    /// <summary>Signals that may become leads.</summary>
    IIntake Intake { get; }

    /// <summary>What people did, and who they are.</summary>
    IBehaviour Behaviour { get; }

    /// <summary>What is kept about one person.</summary>
    IPersons Persons { get; }

    /// <summary>Files on records.</summary>
    IAttachments Attachments { get; }

    /// <summary>Everything as one file, and back.</summary>
    IBackups Backups { get; }

    /// <summary>What leaves the process.</summary>
    IEffects Effects { get; }

    /// <summary>Rights.</summary>
    IAccess Access { get; }

    /// <summary>Activities of any record.</summary>
    ITimeline Timeline { get; }

    /// <summary>What the actor decides about himself.</summary>
    IProfile Profile { get; }

    /// <summary>Figures.</summary>
    IReports Reports { get; }

    /// <summary>What is known of customers by what they bought, paid and answered.</summary>
    ILifecycle Lifecycle { get; }

    /// <summary>Answers to customers about their cases.</summary>
    ICaseAnswers Answers { get; }

    /// <summary>Articles that fit a case.</summary>
    IKnowledge Knowledge { get; }

    /// <summary>Files in.</summary>
    IImports Imports { get; }

    /// <summary>Files out.</summary>
    IExports Exports { get; }

    /// <summary>Files in and out that run in the background.</summary>
    ITransfers Transfers { get; }

    /// <summary>Documents made out of records.</summary>
    IDocuments Documents { get; }

    /// <summary>Definitions by administrators.</summary>
    ICatalogAdministration Administration { get; }

    /// <summary>Settings of plugins.</summary>
    ISettings Settings { get; }

    /// <summary>What is stored encrypted.</summary>
    ISecrets Secrets { get; }

    /// <summary>What happens by itself.</summary>
    IWorkflows Workflows { get; }

    /// <summary>Connections with other systems.</summary>
    IConnectors Connectors { get; }

    /// <summary>What people allowed, and whether one may send.</summary>
    IConsents Consents { get; }

    /// <summary>Forms on web pages that become leads.</summary>
    IForms Forms { get; }

    /// <summary>Addresses that are told of events.</summary>
    IWebhooks Webhooks { get; }

    /// <summary>What was written, in one order.</summary>
    IChanges Changes { get; }

    /// <summary>Acts that take effect once, however often they are asked for under the same key.</summary>
    IIdempotency Idempotency { get; }

    /// <summary>Lets the system act in this session, inside the unit of work under way, until the returned scope ends: for rules that must count or change what the caller may not see.</summary>
    /// <param name="name">What acts (<c>lead pool</c>); it stands in the audit beside the session's correlation id.</param>
    IDisposable AsSystem(string name);

    /// <summary>What plugins let people do to records by a button.</summary>
    IRecordActions Actions { get; }

    /// <summary>What widgets of plugins show by code.</summary>
    IWidgets Widgets { get; }

    /// <summary>REST endpoints of plugins.</summary>
    IEndpoints Endpoints { get; }

    /// <summary>Scores and their reasons.</summary>
    IScores Scores { get; }

    /// <summary>What sources know about records, proposed and accepted.</summary>
    IEnrichment Enrichment { get; }

    /// <summary>What looks wrong in values, and records set apart for it.</summary>
    IQuality Quality { get; }

    /// <summary>Duplicates, and records that others are about.</summary>
    IMatches Matches { get; }

    /// <summary>Records that may be about the same.</summary>
    IDuplicates Duplicates { get; }

    /// <summary>Saved views.</summary>
    IViews Views { get; }

    /// <summary>What waits for the actor's attention.</summary>
    INotifications Notifications { get; }

    /// <summary>How the firm set CrmKit up.</summary>
    ISetup Setup { get; }

    /// <summary>One's own dashboard.</summary>
    IDashboards Dashboards { get; }

    /// <summary>The layouts and the menu that hold for the actor.</summary>
    ILayouts Layouts { get; }

    /// <summary>Segments: live lists and snapshots.</summary>
    ISegments Segments { get; }

    /// <summary>One box over all record types.</summary>
    ISearch Search { get; }

    /// <summary>Starts a unit of work that all doors of this session join until it is committed or disposed; units nest, the outermost commits.</summary>
    Task<IUnitOfWork> BeginAsync(CancellationToken cancellationToken = default);
}

/// <summary>Several acts that take effect together or not at all.</summary>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>Runs something that, when a door refuses it, is undone without harm to the rest.</summary>
    /// <param name="act">What to do; through the doors of the session.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    Task<CrmException?> TryAsync(Func<Task> act, CancellationToken cancellationToken = default);

    /// <summary>Makes it all permanent; disposing without it rolls back.</summary>
    Task CommitAsync(CancellationToken cancellationToken = default);
}
