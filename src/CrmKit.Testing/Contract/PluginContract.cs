using CrmKit.Plugins;
using Xunit;

#pragma warning disable CA1707 // tests are sentences

namespace CrmKit.Testing;

/// <summary>The contract that every plugin keeps, as tests: <c>public sealed class QuotesContract : PluginContract&lt;QuotesPlugin&gt;;</c>.</summary>
/// <remarks>
/// The plugin is loaded as a host loads it: from a folder made of the test's output (its assembly, what it brings, its <c>plugin.json</c>), into a context of its own.
/// One check changes the zone and culture of the process: switch parallel test collections off in the project.
/// </remarks>
/// <typeparam name="TPlugin">The plugin's entry class.</typeparam>
public abstract class PluginContract<TPlugin> where TPlugin : CrmPlugin, new()
{
    private static readonly Lazy<string> Staged = new(static () => PluginFiles.Stage(typeof(TPlugin).Assembly));

    /// <summary>The plugin's built folder.</summary>
    protected virtual string Folder => Staged.Value;

    /// <summary>The built folder of the version that customers have; <see langword="null"/> when there is none yet.</summary>
    protected virtual string? PreviousVersion => null;

    /// <summary>Uses the plugin, the same way each time; override it when made-up records are not enough.</summary>
    protected virtual Task ExerciseAsync(PluginTestHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.ExerciseAsync(cancellationToken);
    }

    /// <summary><see cref="PluginChecks.CheckRightsAsync"/>.</summary>
    [Fact]
    public Task A_user_without_rights_gets_nothing_through_it() => Checks.CheckRightsAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckRedeliveryAsync"/>.</summary>
    [Fact]
    public Task A_delivery_that_is_repeated_has_its_effect_once() => Checks.CheckRedeliveryAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckZonesAsync"/>.</summary>
    [Fact]
    public Task Zone_and_culture_of_the_machine_change_nothing() => Checks.CheckZonesAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckReinstallAsync"/>.</summary>
    [Fact]
    public Task Taken_out_and_put_in_again_everything_is_back() => Checks.CheckReinstallAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckUnloadAsync"/>.</summary>
    [Fact]
    public Task Its_code_leaves_memory() => Checks.CheckUnloadAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckReferencesAsync"/>.</summary>
    [Fact]
    public Task It_references_and_brings_only_what_a_plugin_may() => Checks.CheckReferencesAsync(TestContext.Current.CancellationToken);

    /// <summary><see cref="PluginChecks.CheckUpgradeAsync"/>.</summary>
    [Fact]
    public Task What_the_previous_version_stored_can_be_read_and_saved() => Checks.CheckUpgradeAsync(TestContext.Current.CancellationToken);

    private PluginChecks Checks => new(Folder) { PreviousVersion = PreviousVersion, Exercise = ExerciseAsync };
}
