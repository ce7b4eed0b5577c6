using System.CommandLine;
using CrmKit.Cli.Output;
using CrmKit.Settings;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit secrets list</c>, <c>rotate</c> and <c>new-key</c>.</summary>
internal static class SecretCommands
{
    private static readonly string[] Columns = ["tenant", "kind", "key", "name", "state", "problem"];

    public static Command Create(CommandContext context) => new("secrets", "What is stored encrypted: by which key, and under a newer one.") { List(context), Rotate(context), NewKey(context) };

    private static Command List(CommandContext context)
    {
        var command = new Command("list", "Lists what is stored encrypted, and by which key; never what it is.");
        context.RunBesideHost(command, async (parsed, database, cancellationToken) =>
        {
            DemandKeys(context, parsed);
            var rows = new List<object?[]>();
            foreach (var tenant in await TenantsAsync(database, cancellationToken))
            {
                await using var session = database.Session(tenant);
                foreach (var secret in await session.Secrets.ListAsync(cancellationToken)) rows.Add([tenant, secret.Kind, secret.Key, secret.Name, EnumCode.Of(secret.State), secret.Problem?.Message]);
            }
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), Columns, rows, "Nothing is stored encrypted.");
            return rows.Any(r => r[^1] is not null) ? ExitCodes.Findings : ExitCodes.Done;
        });
        return command;
    }

    private static Command Rotate(CommandContext context)
    {
        var command = new Command("rotate", "Encrypts with the newest key what an older one protects, of all tenants. Stopped in its midst it goes on where it was. Where a host has the SQLite file, ask the host: POST /api/secrets/rotate.");
        context.Run(command, async (parsed, database, cancellationToken) =>
        {
            DemandKeys(context, parsed);
            var (rows, isWhole) = (new List<object?[]>(), true);
            foreach (var tenant in await TenantsAsync(database, cancellationToken))
            {
                await using var session = database.Session(tenant);
                var done = await session.Secrets.RotateAsync(cancellationToken);
                foreach (var lost in done.Lost) await context.Error.WriteLineAsync(lost.ToString());
                rows.Add([tenant, done.Renewed, done.Current, done.Lost.Count]);
                isWhole &= done.Lost.Count == 0;
            }
            TableOutput.Write(context.Output, parsed.GetValue(context.Options.Json), ["tenant", "renewed", "current", "lost"], rows);
            return isWhole ? ExitCodes.Done : ExitCodes.Findings;
        });
        return command;
    }

    private static Command NewKey(CommandContext context)
    {
        var command = new Command("new-key", "Adds a key to the folder, which protects from now on, also in hosts that run; needs no database. Then rotate.");
        command.SetAction(parsed =>
        {
            new KeyFolder(context.Options.KeysOf(parsed)).AddKey(TimeProvider.System.GetUtcNow());
            context.Output.WriteLine($"A new key is in {context.Options.KeysOf(parsed)}.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static void DemandKeys(CommandContext context, ParseResult parsed)
    {
        if (!new KeyFolder(context.Options.KeysOf(parsed)).HasKeys) throw new CrmRuleException(CliErrors.KeysMissing(context.Options.KeysOf(parsed)));
    }

    // Whoever administers one tenant does so for that one; the tool's own system actor for all.
    private static async Task<IReadOnlyList<string>> TenantsAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        var own = database.Services.GetRequiredService<IOptions<CrmKitOptions>>().Value.TenantId;
        return database.Actor.IsSystem ? [.. (await database.Services.GetRequiredService<ICrmStore>().TenantsAsync(cancellationToken)).Append(own).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [own];
    }
}
