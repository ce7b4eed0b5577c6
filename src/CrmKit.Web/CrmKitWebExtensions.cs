using CrmKit.Pages;
using CrmKit.Web;
using CrmKit.Web.Administration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds CrmKit's user interface to a host.</summary>
public static class CrmKitWebExtensions
{
    /// <summary>What the pages need beside the engine; who acts is found as for the API (<see cref="CrmKitApiExtensions.AddCrmKitApi"/>). Safe to call twice.</summary>
    /// <param name="services">The host's services; <c>AddCrmKit</c> adds the engine.</param>
    /// <param name="configure">Changes settings: title, sign-in page, sizes.</param>
    /// <exception cref="OptionsValidationException">At start: a setting is out of its range.</exception>
    public static IServiceCollection AddCrmKitWeb(this IServiceCollection services, Action<CrmKitWebOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null) services.Configure(configure);
        if (services.Any(s => s.ServiceType == typeof(WebInvoker))) return services;
        services.AddCrmKitApi();
        services.AddAntiforgery();
        services.AddOptions<CrmKitWebOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CrmKitWebOptions>, CrmKitWebOptionsValidator>());
        services.AddSingleton<WebAssets>();
        services.AddSingleton<LiveSeats>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<WebInvoker>();
        services.AddSingleton<IAdministrationPage, SetupPage>();
        services.AddSingleton<IAdministrationPage, UsersPage>();
        services.AddSingleton<IAdministrationPage, RolesPage>();
        services.AddSingleton<IAdministrationPage, RightsPage>();
        services.AddSingleton<IAdministrationPage, SeeAsPage>();
        services.AddSingleton<IAdministrationPage, FieldsPage>();
        services.AddSingleton<IAdministrationPage, RulesPage>();
        services.AddSingleton<IAdministrationPage, RoutingPage>();
        services.AddSingleton<IAdministrationPage, LayoutsPage>();
        services.AddSingleton<IAdministrationPage, PipelinesPage>();
        services.AddSingleton<IAdministrationPage, QuarantinePage>();
        services.AddSingleton<IAdministrationPage, DuplicatesPage>();
        services.AddSingleton<IAdministrationPage, ProfilePage>();
        services.AddSingleton<IAdministrationPage, KeysPage>();
        services.AddSingleton<IAdministrationPage, WebhooksPage>();
        services.AddSingleton<IAdministrationPage, ConnectorsPage>();
        services.AddSingleton<IAdministrationPage, SettingsPage>();
        services.AddSingleton<IAdministrationPage, JobsPage>();
        services.AddSingleton<IAdministrationPage, BackupsPage>();
        services.AddSingleton<IAdministrationPage, AuditViewPage>();
        services.AddSingleton<IAdministrationPage, SecurityPage>();
        services.AddSingleton<IAdministrationPage, HealthPage>();
        return services;
    }

    /// <summary>Maps the pages of the user interface: what record types, fields and pipelines they show follows the catalog while the host runs. Safe to call twice.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where: with a leading slash; default <c>/crm</c>.</param>
    /// <returns>A builder for conventions on all pages, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><see cref="AddCrmKitWeb"/> was not called.</exception>
    public static IEndpointConventionBuilder MapCrmKitWeb(this IEndpointRouteBuilder endpoints, string prefix = "/crm")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length < 2 || prefix[0] != '/' || prefix.Contains('{', StringComparison.Ordinal))
            throw new ArgumentException("The prefix must begin with a slash, name something, and hold no parameters.", nameof(prefix));
        var invoker = endpoints.ServiceProvider.GetService<WebInvoker>() ?? throw new InvalidOperationException("Call AddCrmKitWeb() on the host's services before MapCrmKitWeb().");
        return invoker.Maps.GetOrAdd(prefix, _ => Map(endpoints, prefix, invoker));
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string prefix, WebInvoker invoker)
    {
        var group = endpoints.MapGroup(prefix);
        group.MapGet("/_assets/{owner}/{hash}/{name}", (RequestDelegate)(http => invoker.Assets.AnswerAsync(http)));
        foreach (var (path, answer) in AppFiles.All) group.MapGet(path, (RequestDelegate)(http => answer(http, new WebLinks(http.Request.PathBase, prefix, invoker.Assets), invoker.Options, invoker.Assets)));
        foreach (var route in WebRoutes.All)
            group.MapMethods(route.Path, [route.Method], (RequestDelegate)(http => invoker.InvokeAsync(http, prefix, route))).WithDisplayName($"CrmKit {route.Method} {route.Path}");
        group.Map("/{**rest}", (RequestDelegate)(http => invoker.InvokeAsync(http, prefix, new WebRoute(http.Request.Method, "/{**rest}", WebRoutes.UnknownAsync)))).WithOrder(int.MaxValue).WithDisplayName("CrmKit unknown page");
        return group;
    }
}
