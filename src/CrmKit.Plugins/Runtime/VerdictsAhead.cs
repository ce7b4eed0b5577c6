using CrmKit.Sessions;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>Reads the code of the plugins in the folder before it is their turn to be loaded.</summary>
internal sealed class VerdictsAhead(PluginLoader loader, PluginFolder folder, IOptions<PluginOptions> options) : IStartAhead
{
    public void Run()
    {
        if (!options.Value.AllowFolders) return;
        try
        {
            foreach (var path in folder.Find()) loader.LookAhead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The load meets it again, and says it.
        }
    }
}
