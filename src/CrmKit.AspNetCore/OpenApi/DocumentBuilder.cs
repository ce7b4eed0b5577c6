using System.Reflection;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>The OpenAPI document of one version of the catalog, out of the same routes that requests are served by.</summary>
internal static class DocumentBuilder
{
    private const string Bearer = "bearer";
    private const string KeyHeader = "apiKey";
    private const string General = "general";

    // Without the commit that builds append.
    private static readonly string ProductVersion =
        typeof(DocumentBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.1.0";

    public static OpenApiDocument Build(CatalogSnapshot catalog, IEnumerable<IApiRoutes> packages, IEnumerable<ApiRoute> host, CrmKitApiOptions options, string server)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = options.Title,
                Version = ProductVersion,
                Description = "Every record type has the same routes. Custom fields are in 'custom'; in filters they are 'custom.' and their key. Failures are problem details with stable codes.",
            },
            Servers = [new OpenApiServer { Url = server }],
            Paths = [],
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key, which begins with crm_, or a token that the host's own sign-in gave." },
                    [KeyHeader] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "An API key, which begins with crm_." },
                },
            },
            Tags = new HashSet<OpenApiTag>(),
        };
        FixedSchemas.AddTo(document.Components.Schemas, document);
        DocumentResponses.AddTo(document);
        PluginSchemas.AddTo(document.Components.Schemas, catalog);
        foreach (var type in catalog.Types)
        {
            var name = SchemaNames.Of(type);
            document.Components.Schemas[name] = FieldSchemas.Read(type);
            document.Components.Schemas[name + "New"] = FieldSchemas.Written(type, isNew: true);
            document.Components.Schemas[name + "Values"] = FieldSchemas.Written(type, isNew: false);
            document.Components.Schemas[name + "Page"] = FixedSchemas.Page(new OpenApiSchemaReference(name, document));
            document.Tags.Add(new OpenApiTag { Name = type.PluralKey, Description = type.PluralLabel.English });
        }
        foreach (var source in catalog.Endpoints.Select(e => e.Source).Distinct()) document.Tags.Add(new OpenApiTag { Name = source, Description = $"What plugin {source} answers" });
        document.Tags.Add(new OpenApiTag { Name = General, Description = "Everything else" });
        foreach (var paths in RouteTable.For(catalog, packages).Concat(host).GroupBy(r => r.Path))
        {
            var item = new OpenApiPathItem();
            foreach (var route in paths) item.AddOperation(HttpMethod.Parse(route.Method), Operation(catalog, route, document, route.IsOpen || route.IsDocument && options.PublicDocument));
            document.Paths.Add(paths.Key, item);
        }
        DocumentExamples.AddTo(document.Components.Schemas, catalog);
        document.Security = [Requires(Bearer), Requires(KeyHeader)];
        return document;

        OpenApiSecurityRequirement Requires(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
    }

    private static OpenApiOperation Operation(CatalogSnapshot catalog, ApiRoute route, OpenApiDocument document, bool isOpen)
    {
        var operation = new OpenApiOperation
        {
            OperationId = route.OperationId,
            Summary = route.Summary,
            Tags = new HashSet<OpenApiTagReference> { new(route.Extension?.Source ?? (route.Type is null ? General : catalog.Type(route.Type).PluralKey), document) },
            Parameters = [.. Parameters(route)],
            Responses = DocumentResponses.Of(route, document),
        };
        if (isOpen) operation.Security = [];
        if (route.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = !route.IsBodyOptional, Content = DocumentResponses.Json("application/json", body, document) };
            if (route.Method == "PATCH") operation.RequestBody.Content!["application/merge-patch+json"] = operation.RequestBody.Content["application/json"];
        }
        if (route.TakesFile) operation.RequestBody = new OpenApiRequestBody { Required = true, Content = DocumentResponses.Bytes("application/octet-stream") };
        return operation;
    }

    private static IEnumerable<IOpenApiParameter> Parameters(ApiRoute route)
    {
        foreach (var name in route.Path.Split('/').Where(s => s is ['{', .., '}']).Select(s => s[1..^1]))
        {
            var kind = name == "id" && route is { Extension: null, IsOfHost: false } ? ApiParameterKind.Id : ApiParameterKind.Text;
            yield return new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = Schema(kind) };
        }
        foreach (var parameter in route.Query)
            yield return new OpenApiParameter { Name = parameter.Name, In = ParameterLocation.Query, Required = parameter.IsRequired, Description = parameter.Description, Schema = Schema(parameter.Kind) };
        if (route.TakesKey)
            yield return new OpenApiParameter { Name = IdempotentRequests.Header, In = ParameterLocation.Header, Description = "A random key of the caller's: the same request under the same key takes effect once and is answered the same.", Schema = Schema(ApiParameterKind.Text) };
        if (route.TakesIfMatch)
            yield return new OpenApiParameter { Name = "If-Match", In = ParameterLocation.Header, Description = "The entity tag seen, such as \"v3\": refused with 412 when the record changed since.", Schema = Schema(ApiParameterKind.Text) };
    }

    private static OpenApiSchema Schema(ApiParameterKind kind) => kind switch
    {
        ApiParameterKind.Integer => new() { Type = JsonSchemaType.Integer },
        ApiParameterKind.Bool => new() { Type = JsonSchemaType.Boolean },
        ApiParameterKind.Date => new() { Type = JsonSchemaType.String, Format = "date" },
        ApiParameterKind.Id => new() { Type = JsonSchemaType.String, Format = "uuid" },
        _ => new() { Type = JsonSchemaType.String },
    };
}
