using System.CommandLine;
using CrmKit.Cli.Output;

namespace CrmKit.Cli.Commands;

/// <summary><c>crmkit types</c>.</summary>
internal static class TypesCommand
{
    public static Command Create(CommandContext context)
    {
        var type = new Argument<string?>("type") { Description = "A record type, to see its fields; none to see all types.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("types", "Shows the record types that exist, or the fields of one.") { type };
        context.Run(command, async (parsed, database, _) =>
        {
            await using var session = database.Session();
            var isJson = parsed.GetValue(context.Options.Json);
            if (parsed.GetValue(type) is { } key)
                TableOutput.Write(context.Output, isJson, ["key", "kind", "label", "writable", "required", "refersTo", "options", "source"],
                    session.Catalog.Type(key).Fields.Select(f => new object?[]
                    {
                        f.Key, EnumCode.Of(f.Kind), f.Label.English, f.Nature == FieldNature.Descriptive, f.IsRequired, f.ReferenceType,
                        f.Options.Count == 0 ? null : string.Join(", ", f.Options.Select(o => o.Code)), f.Source,
                    }));
            else
                TableOutput.Write(context.Output, isJson, ["key", "plural", "label", "fields", "source"],
                    session.Catalog.Types.Select(t => new object?[] { t.Key, t.PluralKey, t.Label.English, (long)t.Fields.Count, t.Source }));
            return ExitCodes.Done;
        });
        return command;
    }
}
