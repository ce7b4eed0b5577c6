namespace CrmKit.Plugins.Isolation;

/// <summary>Sources of plugins that misbehave in one place.</summary>
internal static class FaultyPlugin
{
    /// <summary>A plugin whose before handler of leads does something; leads named "fine" go through untouched.</summary>
    public static string BeforeSave(string body, string more = "") => PluginSource.Configure("plugin.AddBeforeSave<Handler>(\"lead\");", more) + $$"""

        [CrmKit.Records.Saves("account"), CrmKit.Records.Saves("opportunity"), CrmKit.Records.Saves("lead", EndsByItself = true)]
        public sealed class Handler : IBeforeSave
        {
            public async ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                await Task.CompletedTask;
                if (context.Changes.All(c => ((CrmKit.Leads.Lead)c.After).Name == "fine")) return;
                {{body}}
            }
        }
        """;

    public const string IgnoresToken = "await Task.Delay(4_000);";
    public const string HeedsToken = "await Task.Delay(Timeout.Infinite, cancellationToken);";
    public const string Blocks = "Thread.Sleep(3_000);";
    public const string Throws = "throw new InvalidOperationException(\"the secret of the plugin\");";
}
