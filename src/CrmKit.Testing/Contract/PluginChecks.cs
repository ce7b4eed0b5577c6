using CrmKit.Plugins;

namespace CrmKit.Testing;

/// <summary>The contract as checks that throw, for any test framework; <see cref="PluginContract{TPlugin}"/> is the same as tests of xunit.</summary>
/// <remarks>Each check runs in a host of its own. The check of zones changes the zone and culture of the process while it runs: run nothing else beside it.</remarks>
/// <param name="folder">The plugin's built folder, with <c>plugin.json</c>.</param>
public sealed partial class PluginChecks(string folder)
{
    /// <summary>Uses the plugin; default <see cref="PluginTestHost.ExerciseAsync"/>. Must do the same each time.</summary>
    public Func<PluginTestHost, CancellationToken, Task> Exercise { get; init; } = static (host, token) => host.ExerciseAsync(token);

    /// <summary>The built folder of the version that customers have; <see langword="null"/> when there is none yet.</summary>
    public string? PreviousVersion { get; init; }

    private Task<PluginTestHost> LoadAsync(CancellationToken cancellationToken) => PluginTestHost.LoadAsync(folder, new PluginTestOptions(), cancellationToken);

    private async Task<PluginTestHost> LoadUsedAsync(CancellationToken cancellationToken)
    {
        var host = await LoadAsync(cancellationToken);
        await UseAsync(host, cancellationToken);
        return host;
    }

    private async Task UseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        await Exercise(host, cancellationToken);
        await host.DispatchAsync(cancellationToken);
    }

    private static void Demand(string rule, string? violation, string remedy)
    {
        if (violation is not null) throw new ContractViolationException(rule, $"{violation}{Environment.NewLine}{remedy}");
    }

    private static string Text(IEnumerable<CrmError> errors) => string.Join(Environment.NewLine, errors);
}
