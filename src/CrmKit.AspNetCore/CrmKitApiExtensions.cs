using CrmKit.AspNetCore;
using CrmKit.Catalog;
using CrmKit.Persons;
using CrmKit.Sessions;
using CrmKit.Settings;
using CrmKit.Tenants;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds CrmKit's REST API to a host.</summary>
public static class CrmKitApiExtensions
{
    /// <summary>Settings of the API, and its place in what the framework caches about endpoints; <see cref="MapCrmKit"/> works with the defaults without it. Safe to call twice.</summary>
    /// <param name="services">The host's services; <c>AddCrmKit</c> adds the engine.</param>
    /// <param name="configure">Changes settings: who acts, limits.</param>
    /// <exception cref="OptionsValidationException">At start: a setting is out of its range.</exception>
    public static IServiceCollection AddCrmKitApi(this IServiceCollection services, Action<CrmKitApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null) services.Configure(configure);
        if (services.Any(s => s.ServiceType == typeof(ApiInvoker))) return services;
        services.AddOptions<CrmKitApiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CrmKitApiOptions>, CrmKitApiOptionsValidator>());
        services.AddSingleton<RateBudgets>();
        services.AddSingleton<StrangerBudgets>();
        services.AddSingleton<ApiInvoker>();
        services.AddSingleton<IStartAhead, RoutesAhead>();
        services.TryAddSingleton<ISecretProtector>(s => new ProtectedTexts(KeysOf(s)));
        services.AddSingleton<SharedKeys>();
        services.AddSingleton<IPostConfigureOptions<KeyManagementOptions>>(s => s.GetRequiredService<SharedKeys>());
        services.AddSingleton<IPostConfigureOptions<DataProtectionOptions>>(s => s.GetRequiredService<SharedKeys>());
        services.AddSingleton<IPersonTraces, UploadTraces>();
        services.AddSingleton<IActionDescriptorChangeProvider, CatalogChangeProvider>();
        return services;
    }

    /// <summary>Maps the API: one set of routes for every record type of the catalog, which follow it while the host runs. Safe to call twice.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where: empty for the root, else with a leading slash; default <c>/api</c>.</param>
    /// <returns>A builder for conventions on all endpoints of the API, such as <c>RequireAuthorization</c> or <c>RequireRateLimiting</c>.</returns>
    public static IEndpointConventionBuilder MapCrmKit(this IEndpointRouteBuilder endpoints, string prefix = "/api")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length > 0 && (prefix[0] != '/' || prefix.Contains('{', StringComparison.Ordinal)))
            throw new ArgumentException("The prefix must be empty or begin with a slash, and hold no parameters.", nameof(prefix));
        if (endpoints.DataSources.OfType<CrmEndpointDataSource>().FirstOrDefault(s => s.Prefix == prefix) is { } mapped) return mapped;

        var source = new CrmEndpointDataSource(endpoints.ServiceProvider.GetRequiredService<ICatalog>(), Invoker(endpoints), endpoints.ServiceProvider.GetServices<IApiRoutes>(), prefix);
        endpoints.DataSources.Add(source);
        return source;
    }

    /// <summary>Maps an endpoint of the host's own beside the API: its callers are found, and its failures answered, as the API's are.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pattern">The whole route pattern; under the API's prefix it goes before the API's own answer to unknown routes.</param>
    /// <param name="handler">Answers with the caller's rights; the session is closed afterwards.</param>
    /// <returns>A builder for its name, summary and what it takes and answers (<c>WithName</c>, <c>WithSummary</c>, <c>WithMetadata</c>): under the API's prefix it is in the API's document.</returns>
    public static IEndpointConventionBuilder MapCrmKitEndpoint(this IEndpointRouteBuilder endpoints, string method, string pattern, Func<HttpContext, ICrmSession, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var invoker = Invoker(endpoints);
        return endpoints.MapMethods(pattern, [method], (RequestDelegate)(http => invoker.InvokeAsync(http, handler))).WithMetadata(new HostEndpoint());
    }

    /// <summary>Maps web forms for strangers: page, what it sends, script and definition of each form, by its public key, and what links in mail that confirm and withdraw consents lead to. Nothing of forms is public before. Call it once per prefix.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where, with a leading slash; default <c>/forms</c>.</param>
    /// <returns>A builder for conventions on these endpoints, such as <c>RequireRateLimiting</c> or <c>AllowAnonymous</c>.</returns>
    public static IEndpointConventionBuilder MapCrmKitForms(this IEndpointRouteBuilder endpoints, string prefix = "/forms")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        var forms = ActivatorUtilities.CreateInstance<PublicForms>(endpoints.ServiceProvider);
        var all = endpoints.MapGroup(prefix);
        all.MapGet("/consents/{token}", (RequestDelegate)forms.LinkAsync);
        all.MapPost("/consents/{token}", (RequestDelegate)forms.FollowAsync);
        var group = all.MapGroup("/{key}");
        group.MapGet("", (RequestDelegate)forms.PageAsync);
        group.MapPost("", (RequestDelegate)forms.SendAsync);
        group.MapMethods("", ["OPTIONS"], (RequestDelegate)forms.AskAsync);
        group.MapGet("/definition", (RequestDelegate)forms.DefinitionAsync);
        group.MapMethods("/definition", ["OPTIONS"], (RequestDelegate)forms.AskAsync);
        group.MapGet("/embed.js", (RequestDelegate)forms.ScriptAsync);
        return all;
    }

    /// <summary>
    /// Maps pages on which customers read articles by themselves, without signing in: search, categories, three languages, whether it helped, and suggestions for a form of the site's own at <c>suggestions?text=</c>.
    /// Only articles that are published and marked as public are there. Nothing of knowledge is public before. Call it once.
    /// </summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where, with a leading slash; default <c>/help</c>.</param>
    /// <param name="contact">Where people go who found no answer, such as a page of a form; <see langword="null"/> for nowhere.</param>
    /// <returns>A builder for conventions on these endpoints, such as <c>AllowAnonymous</c>.</returns>
    /// <remarks>Each network address may ask for so much (about 60 articles a minute, in any mix with searches and opinions) and is refused with 429 beyond; a host behind a proxy says who asks with ASP.NET Core's forwarded headers.</remarks>
    public static IEndpointConventionBuilder MapCrmKitKnowledge(this IEndpointRouteBuilder endpoints, string prefix = "/help", string? contact = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        prefix = prefix.TrimEnd('/');
        if (prefix.Length < 2 || prefix[0] != '/' || prefix.Contains('{', StringComparison.Ordinal)) throw new ArgumentException("The prefix must begin with a slash, be more than that, and hold no parameters.", nameof(prefix));
        var services = endpoints.ServiceProvider;
        var pages = new PublicKnowledge(services.GetRequiredService<ICrm>(), services.GetRequiredService<ITenants>(), services.GetRequiredService<IOptions<CrmKitApiOptions>>(), services.GetService<StrangerBudgets>() ?? new StrangerBudgets(services.GetRequiredService<TimeProvider>()),
            services.GetRequiredService<ILogger<PublicKnowledge>>(), prefix, contact);
        var group = endpoints.MapGroup(prefix);
        group.MapGet("", (RequestDelegate)pages.ListAsync);
        group.MapGet("/suggestions", (RequestDelegate)pages.SuggestAsync);
        group.MapGet("/{id:guid}", (RequestDelegate)pages.ArticleAsync);
        group.MapPost("/{id:guid}", (RequestDelegate)pages.RateAsync);
        return group;
    }

    /// <summary>Maps pages for people that show the API's document: what there is now, with bodies, answers and examples. Who may not call the API is refused, or led to the sign-in. No script runs, and nothing is loaded from elsewhere.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="pattern">Where, with a leading slash; default <c>/api-docs</c>.</param>
    /// <param name="prefix">The prefix of the API, as in <see cref="MapCrmKit"/>.</param>
    /// <param name="signInPath">Where people sign in, as a path of the host; <see langword="null"/> answers them with 401.</param>
    /// <returns>A builder for conventions on the pages, such as a policy of the host's own.</returns>
    public static IEndpointConventionBuilder MapCrmKitApiPage(this IEndpointRouteBuilder endpoints, string pattern = "/api-docs", string prefix = "/api", string? signInPath = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        ArgumentNullException.ThrowIfNull(prefix);
        var pages = new ApiPages(Invoker(endpoints), endpoints.ServiceProvider.GetRequiredService<IOptions<CrmKitApiOptions>>(), prefix.TrimEnd('/'), signInPath);
        return endpoints.MapGet(pattern, (RequestDelegate)pages.GetAsync);
    }

    // The keys are read when the first secret is, not when the host starts.
    private static Func<IDataProtectionProvider> KeysOf(IServiceProvider services)
    {
        if (services.GetRequiredService<IOptions<CrmKitApiOptions>>().Value.KeyFolder is { } folder) return new KeyFolder(folder).Current;
        var keys = new Lazy<IDataProtectionProvider>(() => services.GetService<IDataProtectionProvider>() ?? DataProtectionProvider.Create(KeyFolder.Application));
        return () => keys.Value;
    }

    private static ApiInvoker Invoker(IEndpointRouteBuilder endpoints) =>
        endpoints.ServiceProvider.GetService<ApiInvoker>() ?? ActivatorUtilities.CreateInstance<ApiInvoker>(endpoints.ServiceProvider, ActivatorUtilities.CreateInstance<RateBudgets>(endpoints.ServiceProvider));
}
