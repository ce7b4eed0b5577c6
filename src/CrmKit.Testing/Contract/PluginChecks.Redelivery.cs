namespace CrmKit.Testing;

public sealed partial class PluginChecks
{
    /// <summary>A delivery that is lost before its commit and made again leaves the same behind as one that succeeds at once, and asks for the same effects under the same keys.</summary>
    /// <exception cref="ContractViolationException"><c>redelivery</c>.</exception>
    public async Task CheckRedeliveryAsync(CancellationToken cancellationToken = default)
    {
        string once, again;
        await using (var host = await LoadUsedAsync(cancellationToken)) once = await host.DumpAsync(cancellationToken: cancellationToken);
        await using (var host = await PluginTestHost.LoadAsync(folder, new PluginTestOptions(), losesFirstTries: true, cancellationToken))
        {
            await UseAsync(host, cancellationToken);
            var forgotten = await host.LostTries!.ForgottenAsync(host, cancellationToken);
            Demand("redelivery",
                forgotten.Count == 0 ? null : $"A repeated delivery asked for effects under other keys; the first try's were {string.Join(", ", forgotten.Take(3).Select(f => $"{f.Kind} '{f.Key}'"))}.",
                "Make the key of what causes the effect (the event's id, the record's id), never of a new id or the clock: else the customer gets it twice.");
            again = await host.DumpAsync(cancellationToken: cancellationToken);
        }
        Demand("redelivery", StateDump.Difference(once, again), "Keep nothing outside the session that says an event was handled: what is not committed did not happen, and the event comes again.");
    }
}
