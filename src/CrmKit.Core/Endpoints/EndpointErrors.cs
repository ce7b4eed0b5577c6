namespace CrmKit.Endpoints;

internal static class EndpointErrors
{
    public static CrmError Unknown(string key) => new("endpoint.unknown",
        $"There is no endpoint '{key}'. It may belong to a plugin that is not enabled.");

    public static CrmError Failed(string key, string reason) => new("endpoint.failed", $"Endpoint '{key}' failed: {reason}");
}
