using System.CommandLine;
using CrmKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit dispatch</c>.</summary>
internal static class DispatchCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("dispatch", "Delivers committed events and effects that are due, then ends. A running host does it by itself.");
        context.Run(command, async (_, database, cancellationToken) =>
        {
            var settled = await database.Services.GetRequiredService<IDispatcher>().DrainAsync(cancellationToken);
            await context.Output.WriteLineAsync($"{settled} settled.");
            return ExitCodes.Done;
        });
        return command;
    }
}
