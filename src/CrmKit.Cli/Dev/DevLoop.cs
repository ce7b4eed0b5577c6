namespace CrmKit.Cli.Dev;

/// <summary>Build, drop, replace; again whenever a source is saved. What fails is said, and the host keeps what it has.</summary>
internal sealed class DevLoop(PluginProject project, RunningHost host, string pluginsFolder, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var changes = new SourceChanges(project.Folder); // before the first build: what is saved meanwhile counts
        while (true)
        {
            try
            {
                await OnceAsync(cancellationToken);
            }
            catch (Exception failure) when (failure is CrmException or IOException or UnauthorizedAccessException)
            {
                foreach (var line in failure is CrmException refusal ? refusal.Errors.Select(e => e.ToString()) : [failure.Message]) await output.WriteLineAsync(line);
            }
            await output.WriteLineAsync("Waiting for changes. Press Ctrl+C to stop.");
            await changes.NextAsync(cancellationToken);
        }
    }

    private async Task OnceAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"Building {Path.GetFileName(project.Folder)}.");
        var (built, problems) = await project.BuildAsync(cancellationToken);
        foreach (var problem in problems) await output.WriteLineAsync(problem);
        if (built is null) return;

        var id = project.IdIn(built);
        var before = await host.FindAsync(id, cancellationToken);
        PluginProject.Drop(built, Path.Combine(pluginsFolder, id));
        var now = before is { IsEnabled: true }
            ? await host.ActAsync(id, "reload", cancellationToken) // the new generation takes the place of the old one, or is refused and the old one stays
            : await host.FindAsync(id, cancellationToken); // the host looks through its folder and loads what is new or has failed before
        if (now is { State: "disabled" }) now = await host.ActAsync(id, "enable", cancellationToken);
        if (now is null) throw new CrmRuleException(CliErrors.PluginNotSeen(id, pluginsFolder));
        foreach (var error in now.Errors) await output.WriteLineAsync(error);
        await output.WriteLineAsync($"Plugin {id} {now.Version} is {now.State}, generation {now.Generation}.");
    }
}
