using CrmKit.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Smtp;

/// <summary>Registers the sender through the extension point that plugins use: one that brings a sender of its own does without this one.</summary>
internal sealed class SmtpPlugin(SmtpSettings settings) : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        plugin.Services.AddSingleton(settings);
        plugin.AddEffectExecutor<SmtpSender>("mail");
    }
}
