using System.Text.Json;
using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace CrmKit.Samples.Host;

/// <summary>Plugins by HTTP, for administrators: which there are and why, and taking them in, on, off, anew and out while the host runs.</summary>
internal static class PluginEndpoints
{
    private const long MostBytes = 100L << 20;

    private static readonly AcceptsMetadata Package = new(["*/*"]); // whatever the request calls it

    public static void MapPlugins(this WebApplication app)
    {
        var plugins = app.Services.GetRequiredService<IPluginRuntime>();
        app.MapCrmKitEndpoint("GET", "/api/plugins", async (http, session) =>
        {
            await AdministratorsOnlyAsync(http, session);
            await session.DisposeAsync();
            await plugins.RefreshAsync(http.RequestAborted);
            await http.Response.WriteAsJsonAsync(new { items = plugins.List().Select(Describe), safeMode = plugins.SafeMode, bisection = Describe(plugins.Bisection) }, http.RequestAborted);
        }).WithName("listPlugins").WithSummary("The plugins that there are, and the state of each.");
        app.MapCrmKitEndpoint("GET", "/api/plugins/{id}/why", async (http, session) =>
        {
            await AdministratorsOnlyAsync(http, session);
            var why = await plugins.WhyAsync((string)http.Request.RouteValues["id"]!, http.RequestAborted);
            await http.Response.WriteAsJsonAsync(new { plugin = Describe(why.Plugin), reasons = why.Reasons, neededBy = why.NeededBy, history = why.History }, http.RequestAborted);
        }).WithName("whyPlugin").WithSummary("Why a plugin is in its state, who needs it, and what was done with it.");
        // The body is the package itself: an upload of application/octet-stream, checked before anything of it is kept.
        app.MapCrmKitEndpoint("POST", "/api/plugins", (http, session) => RunAsync(plugins, http, session, PluginAct.Install))
            .WithName("installPlugin").WithSummary("Takes a plugin's package in; with plan=true says what that would do.").WithMetadata(Package);
        app.MapCrmKitEndpoint("POST", "/api/plugins/{id}/upgrade", (http, session) => RunAsync(plugins, http, session, PluginAct.Upgrade))
            .WithName("upgradePlugin").WithSummary("Puts a newer package in the place of a plugin's; with plan=true says what that would do.").WithMetadata(Package);
        app.MapCrmKitEndpoint("DELETE", "/api/plugins/{id}", (http, session) => RunAsync(plugins, http, session, PluginAct.Remove))
            .WithName("removePlugin").WithSummary("Takes a plugin out; erase=true its data too, export=true keeps a copy of them; with plan=true says what that would do.");
        app.MapCrmKitEndpoint("POST", "/api/plugins/leave-safe-mode", async (http, session) =>
        {
            await AdministratorsOnlyAsync(http, session);
            await session.DisposeAsync();
            await plugins.LeaveSafeModeAsync(CancellationToken.None);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }).WithName("leaveSafeMode").WithSummary("Lets all plugins run again.").WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent));
        // The search for the plugin that causes a trouble: start, then good or bad until it is found.
        foreach (var act in Enum.GetValues<PluginBisectionAct>())
            app.MapCrmKitEndpoint("POST", $"/api/plugins/bisect/{Lower(act)}", async (http, session) =>
            {
                await AdministratorsOnlyAsync(http, session);
                var by = session.Actor;
                await session.DisposeAsync();
                await http.Response.WriteAsJsonAsync(Describe(await plugins.BisectAsync(act, by, CancellationToken.None)), http.RequestAborted);
            }).WithName($"bisectPlugins{act}").WithSummary($"The search for the plugin that causes a trouble: {Lower(act)}.");
        foreach (var act in new[] { PluginAct.Enable, PluginAct.Disable, PluginAct.Reload })
            app.MapCrmKitEndpoint("POST", $"/api/plugins/{{id}}/{act.ToString().ToLowerInvariant()}", (http, session) => RunAsync(plugins, http, session, act))
                .WithName($"{act.ToString().ToLowerInvariant()}Plugin").WithSummary($"Does with a plugin: {act.ToString().ToLowerInvariant()}; with plan=true says what that would do.");
    }

    /// <summary>Does what is asked, or with <c>?plan=true</c> says what it would be; <c>consent</c>, <c>cascade</c>, <c>force</c>, <c>erase</c>, <c>export</c>, <c>reason</c> and, for on and off, <c>tenant</c> and <c>feature</c> are parameters too.</summary>
    private static async Task RunAsync(IPluginRuntime plugins, HttpContext http, ICrmSession session, PluginAct act)
    {
        await AdministratorsOnlyAsync(http, session);
        var command = new PluginCommand(act, (string?)http.Request.RouteValues["id"])
        {
            Consent = Flag(http, "consent"), Cascade = Flag(http, "cascade"), Force = Flag(http, "force"), Erase = Flag(http, "erase"),
            ExportTo = act == PluginAct.Remove && Flag(http, "export") ? Path.Combine("exports", $"{http.Request.RouteValues["id"]}-{Guid.CreateVersion7():N}") : null, // a client names no path of the server
            Reason = http.Request.Query["reason"].FirstOrDefault(), Tenant = http.Request.Query["tenant"].FirstOrDefault(), Feature = http.Request.Query["feature"].FirstOrDefault(), By = session.Actor,
        };
        await session.DisposeAsync(); // an open session keeps the plugins it sees: the switch would wait for its own caller
        var upload = act is PluginAct.Install or PluginAct.Upgrade ? Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}{PluginPackages.Extension}") : null;
        try
        {
            if (upload is not null)
            {
                if (http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = MostBytes;
                await using (var file = new FileStream(upload, FileMode.CreateNew)) await http.Request.Body.CopyToAsync(file, http.RequestAborted);
                command = command with { Package = upload };
            }
            if (Flag(http, "plan")) await http.Response.WriteAsJsonAsync(Describe(await plugins.PlanAsync(command, http.RequestAborted)), http.RequestAborted);
            else
            {
                var outcome = await plugins.ExecuteAsync(command, CancellationToken.None); // a caller that goes away does not leave a plugin half switched
                if (outcome.Plugin is { } plugin) await http.Response.WriteAsJsonAsync(Describe(plugin), http.RequestAborted);
                else if (outcome.Plan.ExportsTo is { } folder) await http.Response.WriteAsJsonAsync(new { exportedTo = folder }, http.RequestAborted);
                else http.Response.StatusCode = StatusCodes.Status204NoContent;
            }
        }
        finally
        {
            if (upload is not null) File.Delete(upload);
        }
    }

    private static bool Flag(HttpContext http, string name) => http.Request.Query[name] is ["true"];

    private static async Task AdministratorsOnlyAsync(HttpContext http, ICrmSession session)
    {
        var host = http.RequestServices.GetRequiredService<IOptions<CrmKitOptions>>().Value.TenantId; // plugins are everybody's, so no other tenant switches them
        if (session.TenantId != host || await session.Access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, http.RequestAborted) == AccessScope.None)
            throw new CrmForbiddenException(new CrmError("access.forbidden", "Plugins are for administrators of the host. Ask one."));
    }

    private static object Describe(PluginPlan plan) => new
    {
        allowed = plan.IsAllowed,
        steps = plan.Steps.Select(s => new { act = Lower(s.Act), id = s.Id, feature = s.Feature, from = s.From, to = s.To }),
        refusals = Describe(plan.Refusals),
        warnings = Describe(plan.Warnings),
        asked = plan.Asked,
        permissions = plan.Permissions,
        trust = plan.Trust is { } trust ? Lower(trust) : null,
        owns = plan.Owns,
        exportsTo = plan.ExportsTo,
    };

    private static object Describe(PluginStatus plugin) => new
    {
        id = plugin.Id,
        name = plugin.Name,
        version = plugin.Version,
        publisher = plugin.Publisher,
        description = plugin.Description,
        state = Lower(plugin.State),
        trust = Lower(plugin.Trust),
        offFor = plugin.OffFor,
        features = plugin.Features,
        asked = plugin.Asked,
        nextVersion = plugin.NextVersion,
        generation = plugin.Generation,
        errors = Describe(plugin.Errors),
        warnings = Describe(plugin.Warnings),
    };

    private static object? Describe(PluginBisection? search) => search is null ? null : new
    {
        state = Lower(search.State),
        step = search.Step,
        mostSteps = search.MostSteps,
        suspects = search.Suspects,
        off = search.Off,
        culprit = search.Culprit,
    };

    private static IEnumerable<object> Describe(IEnumerable<CrmError> errors) => errors.Select(e => new { code = e.Code, message = e.Message });

    private static string Lower<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
