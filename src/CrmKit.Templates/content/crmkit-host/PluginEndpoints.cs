using CrmKit;
using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmHost;

/// <summary>Plugins by HTTP, for administrators: which there are, and on, off or anew while the host runs.</summary>
internal static class PluginEndpoints
{
    public static void MapPlugins(this WebApplication app)
    {
        var plugins = app.Services.GetRequiredService<IPluginRuntime>();
        app.MapCrmKitEndpoint("GET", "/api/plugins", async (http, session) =>
        {
            await AdministratorsOnlyAsync(http, session);
            await plugins.RefreshAsync(http.RequestAborted);
            await http.Response.WriteAsJsonAsync(new { items = plugins.List().Select(Describe) }, http.RequestAborted);
        });
        Map("enable", plugins.EnableAsync);
        Map("disable", plugins.DisableAsync);
        Map("reload", plugins.ReloadAsync);

        void Map(string act, Func<string, CancellationToken, Task<PluginStatus>> run) => app.MapCrmKitEndpoint("POST", $"/api/plugins/{{id}}/{act}", async (http, session) =>
        {
            await AdministratorsOnlyAsync(http, session);
            await session.DisposeAsync(); // an open session keeps the plugins it sees: the switch would wait for its own caller
            // A caller that goes away does not leave a plugin half switched.
            await http.Response.WriteAsJsonAsync(Describe(await run((string)http.Request.RouteValues["id"]!, CancellationToken.None)), http.RequestAborted);
        });
    }

    private static async Task AdministratorsOnlyAsync(HttpContext http, ICrmSession session)
    {
        if (await session.Access.ScopeAsync(session.Catalog.Type("user"), Operations.Administer, http.RequestAborted) == AccessScope.None)
            throw new CrmForbiddenException(new CrmError("access.forbidden", "Plugins are for administrators. Ask one."));
    }

    private static object Describe(PluginStatus plugin) => new
    {
        id = plugin.Id,
        name = plugin.Name,
        version = plugin.Version,
        publisher = plugin.Publisher,
        description = plugin.Description,
        state = plugin.State.ToString().ToLowerInvariant(),
        generation = plugin.Generation,
        errors = plugin.Errors.Select(e => new { code = e.Code, message = e.Message }),
        warnings = plugin.Warnings.Select(e => new { code = e.Code, message = e.Message }),
    };
}
