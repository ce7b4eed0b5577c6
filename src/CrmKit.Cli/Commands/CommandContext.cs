using System.CommandLine;
using CrmKit.Access;
using CrmKit.Documents;
using CrmKit.Planning;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Sqlite;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.Cli.Commands;

/// <summary>What commands share: where to write, and how to open the database.</summary>
internal sealed class CommandContext(SharedOptions options, TextWriter output, TextWriter error)
{
    public SharedOptions Options { get; } = options;
    public TextWriter Output { get; } = output;
    public TextWriter Error { get; } = error;

    /// <summary>A command that runs inside an open database; nothing of the host runs in the background.</summary>
    /// <param name="command">The command.</param>
    /// <param name="act">What it does.</param>
    /// <param name="isOfHost">Whether it works for the host, whatever tenant it is about.</param>
    public void Run(Command command, Func<ParseResult, OpenDatabase, CancellationToken, Task<int>> act, bool isOfHost = false) => command.SetAction(async (parsed, cancellationToken) =>
    {
        await using var database = await OpenAsync(parsed, isOfHost, cancellationToken);
        return await act(parsed, database, cancellationToken);
    });

    /// <summary>As <see cref="Run"/>, for what only reads: where a host has the file, over a copy of it as it is now.</summary>
    public void RunBesideHost(Command command, Func<ParseResult, OpenDatabase, CancellationToken, Task<int>> act, bool isOfHost = false) => command.SetAction(async (parsed, cancellationToken) =>
    {
        try
        {
            await using var database = await OpenAsync(parsed, isOfHost, cancellationToken);
            return await act(parsed, database, cancellationToken);
        }
        catch (CrmRuleException busy) when (busy.Error.Code == "store.locked")
        {
            var copy = Directory.CreateTempSubdirectory("crmkit-copy-");
            try
            {
                var path = Path.Combine(copy.FullName, "crm.db");
                await SqliteCopy.MakeAsync(Options.DatabaseOf(parsed).ConnectionString, path, cancellationToken);
                await using var database = await OpenAsync(parsed, isOfHost, cancellationToken, new DatabaseChoice(DatabaseChoice.Sqlite, path));
                return await act(parsed, database, cancellationToken);
            }
            finally
            {
                copy.Delete(recursive: true);
            }
        }
    });

    private async Task<OpenDatabase> OpenAsync(ParseResult parsed, bool isOfHost, CancellationToken cancellationToken, DatabaseChoice? other = null)
    {
        var plugins = parsed.GetValue(Options.Plugins);
        var services = new ServiceCollection();
        var keys = new KeyFolder(Options.KeysOf(parsed));
        if (keys.HasKeys) services.AddSingleton<ISecretProtector>(new ProtectedTexts(keys.Current)); // without, what is encrypted stays so
        services.AddCrmKit(crm =>
        {
            (other ?? Options.DatabaseOf(parsed)).Use(crm);
            if (Options.AttachmentsOf(parsed) is { } files) crm.Configure(o => o.AttachmentFolder = files);
            crm.UseBrowserPrinter();
            if (plugins is not null) crm.AddPlugins(Path.GetFullPath(plugins), o => o.SafeMode = parsed.GetValue(Options.SafeMode));
        });
        var provider = services.BuildServiceProvider();
        try
        {
            var crm = provider.GetRequiredService<ICrm>();
            await crm.InitializeAsync(cancellationToken);
            if (plugins is not null) await provider.GetRequiredService<IPluginRuntime>().RefreshAsync(cancellationToken);
            var tenant = isOfHost ? null : parsed.GetValue(Options.Tenant);
            if (tenant is not null) await CheckAsync(provider, tenant, cancellationToken);
            return new OpenDatabase(provider, crm, tenant, await ActorAsync(crm, tenant, parsed.GetValue(Options.As), cancellationToken));
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    // A name that was mistyped would be a tenant without anything.
    private static async Task CheckAsync(ServiceProvider services, string tenant, CancellationToken cancellationToken)
    {
        if (tenant != services.GetRequiredService<IOptions<CrmKitOptions>>().Value.TenantId && (await services.GetRequiredService<ITenants>().ListAsync(cancellationToken)).All(t => t.Key != tenant))
            throw new CrmNotFoundException(TenantErrors.Unknown(tenant));
    }

    private static async Task<Actor> ActorAsync(ICrm crm, string? tenant, string? email, CancellationToken cancellationToken)
    {
        if (email is null) return Actor.System("cli");
        await using var session = crm.OpenSession(Actor.System("cli"), "cli", tenant);
        var address = email.ToLowerInvariant();
        var found = await session.Records.ListAsync(new Specification<User>(u => u.Email == address && u.IsActive).Take(1), cancellationToken);
        return found is [var user] ? Actor.User(user.Id) : throw new CrmNotFoundException(CliErrors.UserUnknown(email));
    }
}

/// <summary>An open database.</summary>
internal sealed class OpenDatabase(ServiceProvider services, ICrm crm, string? tenantId, Actor actor) : IAsyncDisposable
{
    public IServiceProvider Services { get; } = services;

    /// <summary>Who was asked for.</summary>
    public Actor Actor { get; } = actor;

    /// <summary>A session of the actor that was asked for, in the tenant that was asked for unless the command names another.</summary>
    public ICrmSession Session(string? tenant = null) => crm.OpenSession(Actor, "cli", tenant ?? tenantId);

    /// <exception cref="CrmForbiddenException"><c>access.forbidden</c>: the user that was asked for is no administrator.</exception>
    public async Task AdministratorsOnlyAsync(CancellationToken cancellationToken)
    {
        if (Actor.IsSystem) return;
        await using var session = Session();
        if (await session.Access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(CliErrors.AdministratorsOnly());
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
