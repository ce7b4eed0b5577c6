using System.Text.Json.Nodes;
using CrmKit.Endpoints;
using CrmKit.Idempotency;
using Microsoft.AspNetCore.Http;

namespace CrmKit.AspNetCore;

/// <summary>Endpoints of plugins: routes of the host's own that look the handler up by its key. Nothing of a plugin is in a route.</summary>
internal static class PluginEndpoint
{
    public static ApiRoute Route(EndpointDefinition endpoint) => new(endpoint.Method, $"/ext/{endpoint.Source}{endpoint.Path}", SchemaNames.Operation(endpoint.Key), endpoint.Summary.English, call => AnswerAsync(call, endpoint))
    {
        Extension = endpoint,
        Course = IdempotentCourse.AtMostOnce,
        Query = [.. endpoint.Query.Select(q => new ApiParameter(q.Name, q.Description, IsRequired: q.IsRequired))],
        Body = endpoint.HasBody ? SchemaNames.Body(endpoint.Key, endpoint.BodySchema) : null,
        IsBodyOptional = true,
        Answer = SchemaNames.Answer(endpoint.Key, endpoint.AnswerSchema),
    };

    private static async Task AnswerAsync(ApiCall call, EndpointDefinition endpoint)
    {
        foreach (var parameter in endpoint.Query.Where(q => q.IsRequired && call.Text(q.Name) is null)) throw ApiErrors.Parameter(parameter.Name, "given");
        var body = new JsonObject();
        if (endpoint.HasBody)
        {
            using var document = await call.BodyAsync();
            body = JsonObject.Create(document.RootElement.Clone())!;
        }
        var answer = await call.Session.Endpoints.AnswerAsync(endpoint.Key, new EndpointRequest
        {
            Path = call.Http.Request.RouteValues.ToDictionary(v => v.Key, v => (string)v.Value!, StringComparer.Ordinal),
            Query = call.Http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            Body = body,
        }, call.Cancelled);
        if (answer.FileName is not null) await FileAsync(call.Http.Response, answer, call.Cancelled);
        else if (answer.Body is { } json) await call.AnswerAsync(writer => json.WriteTo(writer), answer.Status);
        else call.Http.Response.StatusCode = answer.Status;
    }

    private static async Task FileAsync(HttpResponse response, EndpointAnswer file, CancellationToken cancellationToken)
    {
        FileAnswer.Describe(response, file.FileName, file.ContentType);
        response.ContentLength = file.Content.Length;
        await response.BodyWriter.WriteAsync(file.Content, cancellationToken);
    }
}
