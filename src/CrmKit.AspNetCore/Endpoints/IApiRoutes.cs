namespace CrmKit.AspNetCore;

/// <summary>Routes that an optional package of CrmKit adds to the API and to its document.</summary>
internal interface IApiRoutes
{
    IEnumerable<ApiRoute> Routes();
}
