using System.Globalization;
using System.Reflection;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>The OpenAPI document of one version of the catalog, out of the same routes that requests are served by.</summary>
internal static class DocumentBuilder
{
    private const string Scheme = "apiKey";
    private const string General = "general";

    // Without the commit that builds append.
    private static readonly string ProductVersion =
        typeof(DocumentBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.1.0";

    public static OpenApiDocument Build(CatalogSnapshot catalog, IEnumerable<IApiRoutes> packages, string title, string server)
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = title,
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
                    [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key that begins with crm_." },
                },
            },
            Tags = new HashSet<OpenApiTag>(),
        };
        FixedSchemas.AddTo(document.Components.Schemas, document);
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
        foreach (var paths in RouteTable.For(catalog, packages).GroupBy(r => r.Path))
        {
            var item = new OpenApiPathItem();
            foreach (var route in paths) item.AddOperation(HttpMethod.Parse(route.Method), Operation(catalog, route, document));
            document.Paths.Add(paths.Key, item);
        }
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return document;
    }

    private static OpenApiOperation Operation(CatalogSnapshot catalog, ApiRoute route, OpenApiDocument document)
    {
        var operation = new OpenApiOperation
        {
            OperationId = route.OperationId,
            Summary = route.Summary,
            Tags = new HashSet<OpenApiTagReference> { new(route.Extension?.Source ?? (route.Type is null ? General : catalog.Type(route.Type).PluralKey), document) },
            Parameters = [.. Parameters(route)],
            Responses = new OpenApiResponses
            {
                [route.Status.ToString(CultureInfo.InvariantCulture)] = route.IsFile
                    ? new OpenApiResponse { Description = "The file.", Content = new Dictionary<string, OpenApiMediaType> { ["*/*"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } } }
                    : route.Answer is null
                    ? new OpenApiResponse { Description = "Done." }
                    : new OpenApiResponse { Description = "Done.", Content = Json("application/json", route.Answer, document) },
                ["default"] = new OpenApiResponse { Description = "Refused, and why.", Content = Json(Problems.ContentType, "Problem", document) },
            },
        };
        if (route.Body is { } body)
        {
            var contentType = route.Method == "PATCH" ? "application/merge-patch+json" : "application/json";
            operation.RequestBody = new OpenApiRequestBody { Required = !route.IsBodyOptional, Content = Json(contentType, body, document) };
            if (route.Method == "PATCH") operation.RequestBody.Content!["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(body, document) };
        }
        if (route.TakesFile)
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } } };
        return operation;
    }

    private static IEnumerable<IOpenApiParameter> Parameters(ApiRoute route)
    {
        foreach (var name in route.Path.Split('/').Where(s => s is ['{', .., '}']).Select(s => s[1..^1]))
        {
            var kind = name == "id" && route.Extension is null ? ApiParameterKind.Id : ApiParameterKind.Text;
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

    private static Dictionary<string, OpenApiMediaType> Json(string contentType, string schema, OpenApiDocument document) =>
        new() { [contentType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document) } };
}
