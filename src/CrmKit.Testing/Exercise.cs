using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Reports;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Testing;

/// <summary>The story that is told over a plugin nobody knows: its types and the types it extends live through all that records live through.</summary>
internal sealed class Exercise(PluginTestHost host, int seed)
{
    private const int Each = 3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using (var session = host.OpenSession())
        {
            var samples = new SampleRecords(session, host.PluginId, seed);
            foreach (var type in TypesInPlay(session.Catalog))
            {
                var records = await samples.CreateAsync(type.Key, Each, cancellationToken);
                if (records.Count == 0 && type.Source == host.PluginId)
                    throw new InvalidOperationException($"Every generated {type.Key} was refused, so nothing of it can be checked. Override ExerciseAsync and arrange some yourself. Refusals: {string.Join(" ", samples.Refusals.Distinct())}");
                host.Clock.Advance(TimeSpan.FromMinutes(10));
                foreach (var record in records) await LiveAsync(session, type, record, cancellationToken);
                if (records.Count == Each) await RefusableAsync(() => session.Records.DeleteAsync(type.Ref(records[^1].Id), cancellationToken: cancellationToken));
            }
        }
        await host.DispatchAsync(cancellationToken);
        host.Clock.Advance(TimeSpan.FromDays(2));
        await using var later = host.OpenSession();
        foreach (var report in later.Catalog.Reports.Where(r => r.Source == host.PluginId))
            await RefusableAsync(() => later.Reports.RunAsync(report.Key, new ReportParameters(), cancellationToken));
    }

    private static async Task LiveAsync(ICrmSession session, RecordTypeDefinition type, Record record, CancellationToken cancellationToken)
    {
        var reference = type.Ref(record.Id);
        if (type.TryField(type.NameField, out var name) && name is { Nature: FieldNature.Descriptive, Kind: FieldKind.Text })
            await RefusableAsync(() => session.Records.SaveAsync(new ChangeSet().Patch(reference, new Dictionary<string, object?> { [name.Key] = $"{name.Get(record)} again" }), cancellationToken));
        if (record is RootRecord)
            foreach (var pipeline in session.Catalog.PipelinesOf(type.Key))
            {
                await RefusableAsync(() => session.Pipelines.ChangePipelineAsync([reference], pipeline.Key, cancellationToken: cancellationToken));
                foreach (var stage in pipeline.Stages.Skip(1).Where(s => s.Category == StageCategory.Open).Concat(pipeline.Stages.Where(s => s.Category == StageCategory.Won)))
                    await RefusableAsync(() => session.Pipelines.MoveAsync([new StageMove(reference, stage.Key)], cancellationToken: cancellationToken));
                await RefusableAsync(() => session.Pipelines.ReopenAsync([reference], cancellationToken: cancellationToken));
            }
    }

    // What rules refuse is their right; what fails otherwise comes through.
    private static async Task RefusableAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (CrmException)
        {
        }
    }

    /// <summary>The plugin's own types, those it adds fields to, those its handlers are for, and a lead and an opportunity for handlers of everything; in the order of the chain.</summary>
    private IEnumerable<RecordTypeDefinition> TypesInPlay(CatalogSnapshot catalog)
    {
        var source = host.Services.GetRequiredService<ExtensionRegistry>().Current.Sources.First(s => s.Id == host.PluginId);
        var keys = source.Fields.Select(f => f.RecordType)
            .Concat(source.Extensions.Select(e => e.Target.Split('.', '>')[0]))
            .Concat(source.Pipelines.Select(p => p.RecordType))
            .Append("lead").Append("opportunity").ToHashSet();
        return catalog.Types.Where(t => t.Source == host.PluginId || keys.Contains(t.Key) && t.IsRoot).OrderBy(t => t.Source != host.PluginId).ThenBy(t => t.Key, StringComparer.Ordinal);
    }
}
