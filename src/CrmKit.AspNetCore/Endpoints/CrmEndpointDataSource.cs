using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace CrmKit.AspNetCore;

/// <summary>The API's endpoints under one prefix; they follow the catalog while the host runs.</summary>
internal sealed class CrmEndpointDataSource : EndpointDataSource, IEndpointConventionBuilder, IDisposable
{
    private readonly Lock _turn = new();
    private readonly List<Action<EndpointBuilder>> _conventions = [];
    private readonly List<Action<EndpointBuilder>> _finally = [];
    private readonly ICatalog _catalog;
    private readonly ApiInvoker _invoker;
    private IReadOnlyList<Endpoint>? _endpoints;
    private CancellationTokenSource _changed = new();

    public CrmEndpointDataSource(ICatalog catalog, ApiInvoker invoker, string prefix)
    {
        (_catalog, _invoker, Prefix) = (catalog, invoker, prefix);
        catalog.Changed += OnCatalogChanged;
    }

    public string Prefix { get; }

    public override IReadOnlyList<Endpoint> Endpoints
    {
        get
        {
            lock (_turn) return _endpoints ??= Build(RouteTable.For(_catalog.Current));
        }
    }

    public override IChangeToken GetChangeToken()
    {
        lock (_turn) return new CancellationChangeToken(_changed.Token);
    }

    public void Add(Action<EndpointBuilder> convention) => _conventions.Add(convention);

    public void Finally(Action<EndpointBuilder> finalConvention) => _finally.Add(finalConvention);

    public void Dispose()
    {
        _catalog.Changed -= OnCatalogChanged;
        _changed.Dispose();
    }

    private void OnCatalogChanged(object? sender, CatalogChangedEventArgs change)
    {
        CancellationTokenSource old;
        lock (_turn)
        {
            _endpoints = null;
            (old, _changed) = (_changed, new CancellationTokenSource());
        }
        old.Cancel();
        old.Dispose();
    }

    private List<Endpoint> Build(IReadOnlyList<ApiRoute> routes)
    {
        var endpoints = routes.Select(route => Build(route.Path, 0, route.OperationId, http => _invoker.InvokeAsync(http, route), new HttpMethodMetadata([route.Method]))).ToList();
        var paths = routes.GroupBy(r => r.Path).ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(r => r.Method)], StringComparer.OrdinalIgnoreCase);
        endpoints.Add(Build("/{**rest}", int.MaxValue, "refuse", http => _invoker.RefuseAsync(http, AllowedAt(paths, (string?)http.Request.RouteValues["rest"] ?? "")), null));
        return endpoints;
    }

    private Endpoint Build(string path, int order, string name, RequestDelegate answer, HttpMethodMetadata? methods)
    {
        var endpoint = new RouteEndpointBuilder(answer, RoutePatternFactory.Parse(Prefix + path), order) { DisplayName = $"CrmKit {name}" };
        if (methods is not null) endpoint.Metadata.Add(methods);
        foreach (var convention in _conventions) convention(endpoint);
        foreach (var convention in _finally) convention(endpoint);
        return endpoint.Build();
    }

    // Routes differ after their first segment by nothing but the id in the second.
    private static IReadOnlyList<string> AllowedAt(Dictionary<string, IReadOnlyList<string>> paths, string rest)
    {
        if (paths.TryGetValue("/" + rest, out var methods)) return methods;
        var parts = rest.Split('/');
        if (parts.Length < 2) return [];
        parts[1] = parts[0].Equals("reports", StringComparison.OrdinalIgnoreCase) || parts[0].Equals("settings", StringComparison.OrdinalIgnoreCase) ? "{key}" : "{id}";
        return paths.TryGetValue("/" + string.Join('/', parts), out methods) ? methods : [];
    }
}
