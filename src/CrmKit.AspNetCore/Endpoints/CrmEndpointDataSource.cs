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
    private readonly IReadOnlyList<IApiRoutes> _packages;
    private IReadOnlyList<Endpoint>? _endpoints;
    private CancellationTokenSource _changed = new();

    public CrmEndpointDataSource(ICatalog catalog, ApiInvoker invoker, IEnumerable<IApiRoutes> packages, string prefix)
    {
        (_catalog, _invoker, _packages, Prefix) = (catalog, invoker, [.. packages], prefix);
        catalog.Changed += OnCatalogChanged;
    }

    public string Prefix { get; }

    public override IReadOnlyList<Endpoint> Endpoints
    {
        get
        {
            CancellationTokenSource changed;
            lock (_turn)
            {
                if (_endpoints is not null) return _endpoints;
                changed = _changed;
            }
            var built = Build(RouteTable.For(_catalog.Current, _packages)); // outside of the turn: whoever changes the catalog does not wait for it
            lock (_turn)
            {
                if (changed == _changed) _endpoints = built;
            }
            return built;
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
        var paths = routes.GroupBy(r => r.Path).Select(g => (g.Key[1..].Split('/'), (IReadOnlyList<string>)[.. g.Select(r => r.Method)])).ToList();
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

    // By segments: a parameter stands for any text.
    private static IReadOnlyList<string> AllowedAt(IReadOnlyList<(string[] Path, IReadOnlyList<string> Methods)> routes, string rest)
    {
        var asked = rest.Split('/');
        return [.. routes.Where(r => r.Path.Length == asked.Length && r.Path.Zip(asked).All(s => s.First.StartsWith('{') || s.First.Equals(s.Second, StringComparison.OrdinalIgnoreCase))).SelectMany(r => r.Methods).Distinct()];
    }
}
