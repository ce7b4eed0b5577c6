using CrmKit.Catalog;
using CrmKit.Sessions;

namespace CrmKit.AspNetCore;

/// <summary>Builds the routes of the core once and throws them away: what that compiles is compiled when the first caller comes.</summary>
internal sealed class RoutesAhead(ICatalog catalog, ApiInvoker invoker, IEnumerable<IApiRoutes> packages) : IStartAhead
{
    public void Run()
    {
        using var routes = new CrmEndpointDataSource(catalog, invoker, packages, "");
        _ = routes.Endpoints;
    }
}
