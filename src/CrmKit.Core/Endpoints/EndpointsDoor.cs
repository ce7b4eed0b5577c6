using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;

namespace CrmKit.Endpoints;

/// <summary>Finds the endpoint, asks for the right it takes, and lets its handler answer.</summary>
internal sealed class EndpointsDoor(CrmSession session) : IEndpoints
{
    public async Task<EndpointAnswer> AnswerAsync(string key, EndpointRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        if (session.Catalog.Endpoints.FirstOrDefault(e => e.Key == key) is not { } endpoint || session.Handlers<IPluginEndpoint>(key) is not [var handler, ..])
            throw new CrmNotFoundException(EndpointErrors.Unknown(key));
        await DemandAsync(endpoint, cancellationToken);
        var (answer, fault) = await handler.AskAsync(CallKind.Request, new EndpointContext(session, request), AnswerAsync, cancellationToken);
        if (fault is not null) throw new CrmRuleException(EndpointErrors.Failed(key, fault.Reason));
        return answer!;
    }

    // Nodes are turned into nodes of the host's own while the plugin is still inside: a node may run its code when it is written.
    private static async ValueTask<EndpointAnswer> AnswerAsync(IPluginEndpoint handler, EndpointContext context, CancellationToken cancellationToken)
    {
        var answer = await handler.HandleAsync(context, cancellationToken) ?? throw new InvalidOperationException("The handler answered null.");
        return answer.Body is null ? answer with { Content = answer.Content.ToArray() } : EndpointAnswer.Json(JsonNode.Parse(answer.Body.ToJsonString())!, answer.Status);
    }

    private async ValueTask DemandAsync(EndpointDefinition endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Requires is not { } required) return;
        if (await session.MissingAsync(required, cancellationToken) is { } missing) throw new CrmForbiddenException(AccessErrors.Forbidden(missing, session.Catalog.Type(required.RecordType)));
    }
}
