using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Tenants;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit tenants list</c>, <c>create</c>, <c>suspend</c> and <c>resume</c>.</summary>
internal static class TenantCommands
{
    public static Command Create(CommandContext context)
    {
        var list = new Command("list", "Lists the tenants beside the host's own.");
        Run(context, list, async (tenants, parsed, cancellationToken) => TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["tenant", "suspended"],
            (await tenants.ListAsync(cancellationToken)).Select(t => new object?[] { t.Key, t.IsSuspended }), "There is the host's own tenant alone."));

        var (key, name, email) = (Key(), new Option<string>("--name") { Description = "The first administrator's name.", Required = true }, new Option<string>("--email") { Description = "The first administrator's e-mail address.", Required = true });
        var create = new Command("create", "Creates a tenant and prints its first administrator's API key, this once.") { key, name, email };
        Run(context, create, async (tenants, parsed, cancellationToken) =>
            context.Output.WriteLine((await tenants.CreateAsync(parsed.GetRequiredValue(key), parsed.GetRequiredValue(name), parsed.GetRequiredValue(email), cancellationToken)).Key.Key));
        return new Command("tenants", "Tenants: separate customers of one host.")
        {
            list,
            create,
            OfOne(context, "suspend", "Lets nobody of a tenant in; its data stay.", (tenants, tenant, cancellationToken) => tenants.SuspendAsync(tenant, cancellationToken)),
            OfOne(context, "resume", "Ends a suspension.", (tenants, tenant, cancellationToken) => tenants.ResumeAsync(tenant, cancellationToken)),
        };
    }

    private static Argument<string> Key() => new("tenant") { Description = "The tenant's key: lower-case letters, digits and hyphens." };

    private static Command OfOne(CommandContext context, string name, string description, Func<ITenants, string, CancellationToken, Task> act)
    {
        var key = Key();
        var command = new Command(name, description) { key };
        Run(context, command, (tenants, parsed, cancellationToken) => act(tenants, parsed.GetRequiredValue(key), cancellationToken));
        return command;
    }

    // Whoever administers one tenant does not administer the others: the tool's own system actor may.
    private static void Run(CommandContext context, Command command, Func<ITenants, ParseResult, CancellationToken, Task> act) => context.Run(command, async (parsed, database, cancellationToken) =>
    {
        if (!database.Actor.IsSystem) throw new CrmForbiddenException(CliErrors.TenantsForbidden());
        await act(database.Services.GetRequiredService<ITenants>(), parsed, cancellationToken);
        return ExitCodes.Done;
    }, isOfHost: true);
}
