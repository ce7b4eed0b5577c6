using System.Globalization;
using CrmKit.Plugins;
using CrmKit.Plugins.Inspection;
using CrmKit.Plugins.Loading;
using CrmKit.Plugins.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Testing;

public sealed partial class PluginChecks
{
    private const int Collections = 100;

    /// <summary>Taken out and put in again, everything is back: the same definitions, the same values, bit for bit.</summary>
    /// <exception cref="ContractViolationException"><c>reinstall</c>.</exception>
    public async Task CheckReinstallAsync(CancellationToken cancellationToken = default)
    {
        await using var host = await LoadUsedAsync(cancellationToken);
        var (definitions, values) = (Definitions(host), await host.DumpAsync(cancellationToken: cancellationToken));
        host.RemoveFiles();
        await host.Runtime!.RefreshAsync(cancellationToken);
        var left = Definitions(host);
        Demand("reinstall", left.Length == 0 ? null : $"After its removal there is still: {left}", "Register everything on the builder.");

        host.PutFiles(folder);
        await host.Runtime.RefreshAsync(cancellationToken);
        var status = host.Runtime.Find(host.PluginId);
        Demand("reinstall", status?.State == PluginState.Enabled ? null : $"It does not come back: {Text(status?.Errors ?? [])}", "Leave nothing behind in StopAsync that a later start meets.");
        Demand("reinstall", StateDump.Difference(definitions, Definitions(host)), "Keys, kinds and rules must be the same at every load: constants, not made of the clock, random numbers or what the process remembers.");
        Demand("reinstall", StateDump.Difference(values, await host.DumpAsync(cancellationToken: cancellationToken)), "Starting and stopping must not change records.");
    }

    /// <summary>After use the plugin's code leaves memory.</summary>
    /// <exception cref="ContractViolationException"><c>unload</c>.</exception>
    public async Task CheckUnloadAsync(CancellationToken cancellationToken = default)
    {
        await using var host = await LoadUsedAsync(cancellationToken);
        await host.Runtime!.DisableAsync(host.PluginId, cancellationToken);
        for (var i = 0; i < Collections && Lingering(host) > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (i > Collections / 10) await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
        Demand("unload", Lingering(host) == 0 ? null : $"The plugin is disabled, but its code stays in memory{(new LeakProbe(host.PluginId).FromStatics() is { } way ? $": {way}" : "")}.",
            "Something outside holds one of its objects: a static event of the runtime, a timer or thread that still runs, JSON with default options, TypeDescriptor, DataAnnotations' Validator. End in StopAsync what StartAsync began.");
    }

    /// <summary>The folder passes the checks of a host, and brings nothing along that the host brings.</summary>
    /// <exception cref="ContractViolationException"><c>references</c>.</exception>
    public Task CheckReferencesAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var manifest = PluginFiles.Manifest(folder);
        var image = PluginImage.Read(folder);
        var (errors, _) = new PluginInspector(new SharedAssemblies([])).Inspect(manifest, image);
        Demand("references", errors.Count == 0 ? null : Text(errors), "Reference CrmKit.Abstractions alone, and publish everything else with the plugin.");
        var brought = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension)
            .Where(n => n == SharedAssemblies.Contracts || PluginInspector.IsHostPackage(n!)).Order(StringComparer.Ordinal).ToList();
        Demand("references", brought.Count == 0 ? null : $"The folder brings {string.Join(", ", brought)}, which every host has.", "Reference it with ExcludeAssets=\"runtime\".");
        return Task.CompletedTask;
    }

    /// <summary>What the previous version (or, without one, this one) stored is read and can be saved by this version.</summary>
    /// <exception cref="ContractViolationException"><c>upgrade</c>.</exception>
    public async Task CheckUpgradeAsync(CancellationToken cancellationToken = default)
    {
        await using var host = await PluginTestHost.LoadAsync(PreviousVersion ?? folder, new PluginTestOptions(), cancellationToken);
        // The author's own story speaks of the new version: made-up records stand in for it where an old one is given.
        await (PreviousVersion is null ? Exercise(host, cancellationToken) : host.ExerciseAsync(cancellationToken));
        await host.DispatchAsync(cancellationToken);
        var fields = FieldsOf(host);
        var stored = await UsedFieldsAsync(host, fields, cancellationToken);

        host.PutFiles(folder);
        try
        {
            await host.Runtime!.ReloadAsync(host.PluginId, cancellationToken);
        }
        catch (CrmRuleException refused)
        {
            throw new ContractViolationException("upgrade", $"The new version does not start over the old one's data: {Text(refused.Errors)}");
        }

        var now = FieldsOf(host).ToDictionary(f => (f.Type, f.Field.Key), f => f.Field);
        foreach (var (type, field) in stored)
        {
            Demand("upgrade", now.ContainsKey((type, field.Key)) ? null : $"The field {field.Key} of {type}, which records have values of, is gone.", "Keep it, under its old key; keys are stored with the values.");
            Demand("upgrade", now[(type, field.Key)].Kind == field.Kind ? null : $"The field {field.Key} of {type} was {field.Kind} and is {now[(type, field.Key)].Kind}: stored values cannot be read.", "Add a field with another key.");
        }
        await CheckSavingAsync(host, [.. stored.Select(s => s.Type).Distinct()], cancellationToken);
    }

    private static async Task CheckSavingAsync(PluginTestHost host, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        foreach (var type in types)
        {
            await using var session = host.OpenSession();
            foreach (var record in (await session.Records.QueryAsync(new RecordQuery(type) { Size = 1000 }, cancellationToken)).Items)
            {
                var refused = await RefusalAsync(() => session.Records.UpdateAsync(record, cancellationToken));
                Demand("upgrade", refused is null ? null : $"A {type} that the previous version stored cannot be saved any more: {refused}", "Make new fields optional, and let new rules accept what is there.");
            }
        }
    }

    private static async Task<string?> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (CrmException refused)
        {
            return Text(refused.Errors);
        }
    }

    private static int Lingering(PluginTestHost host) => host.Runtime!.Find(host.PluginId)!.Lingering;

    private static List<(string Type, FieldDefinition Field)> FieldsOf(PluginTestHost host) =>
        [.. host.Catalog.Types.SelectMany(t => t.Fields.Where(f => f.IsCustom && f.Source == host.PluginId).Select(f => (t.Key, f)))];

    private static async Task<List<(string Type, FieldDefinition Field)>> UsedFieldsAsync(PluginTestHost host, List<(string Type, FieldDefinition Field)> fields, CancellationToken cancellationToken)
    {
        var used = new List<(string, FieldDefinition)>();
        await using var session = host.OpenSession();
        foreach (var type in fields.GroupBy(f => f.Type))
        {
            var records = (await session.Records.QueryAsync(new RecordQuery(type.Key) { Size = 1000 }, cancellationToken)).Items;
            used.AddRange(type.Where(f => records.Any(r => r.Custom.Keys.Contains(f.Field.Key))));
        }
        return used;
    }

    private static string Definitions(PluginTestHost host)
    {
        var (catalog, id) = (host.Catalog, host.PluginId);
        var lines = catalog.Types.Where(t => t.Source == id).Select(t => $"type {t.Key} {t.PluralKey}")
            .Concat(FieldsOf(host).Select(f => string.Create(CultureInfo.InvariantCulture,
                $"field {f.Type}.{f.Field.Key} {f.Field.Kind} required={f.Field.IsRequired} unique={f.Field.IsUnique} {f.Field.Minimum}..{f.Field.Maximum} {f.Field.MaxLength} {f.Field.Pattern} {f.Field.ReferenceType} {string.Join(',', f.Field.Options.Select(o => o.Code))}")))
            .Concat(catalog.Pipelines.Where(p => p.Source == id).Select(p => $"pipeline {p.Key} {p.RecordType} {string.Join(',', p.Stages.Select(s => s.Key))}"))
            .Concat(catalog.Roles.Where(r => r.Source == id).Select(r => $"role {r.Key} {string.Join(',', r.Permissions)}"))
            .Concat(catalog.Reports.Where(r => r.Source == id).Select(r => $"report {r.Key}"))
            .Concat(catalog.Settings.Where(s => s.Field.Source == id).Select(s => $"setting {s.Field.Key} {s.Field.Kind}"))
            .Concat(catalog.Endpoints.Where(e => e.Source == id).Select(e => $"endpoint {e.Method} {e.Path}"));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
