using CrmKit.Access;
using CrmKit.Imports.Mapping;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Imports.Writing;

/// <summary>Makes requests of the write path out of rows.</summary>
internal sealed class RowRequests(CrmSession session, ImportPlan plan)
{
    private static readonly TargetKind[] StageKinds = [TargetKind.Pipeline, TargetKind.Stage, TargetKind.ClosedOn, TargetKind.StageEnteredAt, TargetKind.LossReason];
    private readonly Dictionary<TargetKind, int> _state = Enumerable.Range(0, plan.Targets.Count)
        .Where(i => plan.Targets[i].Kind != TargetKind.Field).ToDictionary(i => plan.Targets[i].Kind);

    /// <summary>The record is created; <see langword="null"/> when a value does not fit, which refuses the row.</summary>
    public WriteRequest? Create(RowAttempt row)
    {
        var record = plan.NewRecord();
        List<KeyValuePair<string, object?>>? custom = null;
        for (var i = 0; i < plan.Targets.Count; i++)
        {
            var target = plan.Targets[i];
            if (target.Kind != TargetKind.Field || row.Values[i] is not { } value) continue;
            if (target.TypeField is { } typeField)
            {
                if (typeField.Get(record) is string { Length: > 0 }) continue; // an earlier column names another record
                typeField.Set(record, target.Source!.Type.Key);
            }
            if (target.Field.IsCustom) (custom ??= []).Add(new(target.Field.Key, value));
            else if (!TrySet(row, target, record, value)) return null;
        }
        if (custom is not null) record.Custom = record.Custom.With(custom);
        if (plan.Currency is { } currency) currency.Set(record, plan.Map.Currency);
        var (owner, team) = (Id(row, TargetKind.Owner), Id(row, TargetKind.Team));
        return new WriteRequest
        {
            Operation = RecordOperation.Create,
            Ref = plan.Type.Ref(record.Id),
            Record = record,
            Owner = owner is null && team is null ? null : new Ownership(owner ?? session.Actor.UserId, team),
            Stage = Stage(row, null),
            CreatedAt = State(row, TargetKind.CreatedAt) as DateTimeOffset?,
        };
    }

    /// <summary>The row's values are written over an existing record; what is empty in the row stays as it is.</summary>
    public WriteRequest Update(RowAttempt row, Record existing)
    {
        var values = new Dictionary<string, object?>();
        for (var i = 0; i < plan.Targets.Count; i++)
            if (!IsKnown(row, i) && plan.Targets[i] is { Kind: TargetKind.Field } target && row.Values[i] is { } value && (target.TypeField is null || values.TryAdd(target.TypeField.Key, target.Source!.Type.Key))) values[target.Field.Key] = value;
        var root = existing as RootRecord;
        var (owner, team) = (Id(row, TargetKind.Owner) ?? root?.OwnerId, Id(row, TargetKind.Team) ?? root?.TeamId);
        var isAssigned = root is not null && (owner, team) != (root.OwnerId, root.TeamId);
        return new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = plan.Type.Ref(existing.Id),
            Values = values,
            ExpectedVersion = existing.Version,
            Stored = existing,
            Owner = isAssigned ? new Ownership(owner, team) : null,
            Right = isAssigned ? Operations.Update | Operations.Assign : null,
            Stage = Stage(row, root),
        };
    }

    // The record was found by its external id; that of one that was merged into it stays with that one.
    private bool IsKnown(RowAttempt row, int at) => row.Row.Answer is null && plan.Key.Contains(at) && plan.Targets[at].Field.Key == "externalId";

    private StageEntry? Stage(RowAttempt row, RootRecord? existing)
    {
        if (!HasStage(row)) return null;
        var key = State(row, TargetKind.Pipeline) as string ?? existing?.PipelineKey;
        var pipeline = key is null ? session.Catalog.PipelinesOf(plan.Type.Key).FirstOrDefault() : session.Catalog.TryPipeline(key, out var known) ? known : null;
        var stage = State(row, TargetKind.Stage) as string;
        if (existing is not null && (stage is null || (existing.StageKey == stage && existing.PipelineKey == pipeline?.Key))) return null;
        var category = (stage is null ? pipeline?.Stages[0] : pipeline?.FindStage(stage))?.Category;
        var closedOn = category is StageCategory.Won or StageCategory.Lost ? State(row, TargetKind.ClosedOn) as DateOnly? : null;
        return new StageEntry
        {
            Pipeline = key,
            Stage = stage,
            ClosedOn = closedOn,
            At = closedOn is null ? State(row, TargetKind.StageEnteredAt) as DateTimeOffset? : null, // it entered the closing stage when it closed
            LossReason = category == StageCategory.Lost ? State(row, TargetKind.LossReason) as string : null,
            IsPipelineChange = existing is not null && existing.PipelineKey != pipeline?.Key,
        };
    }

    private bool HasStage(RowAttempt row)
    {
        foreach (var kind in StageKinds)
            if (State(row, kind) is not null) return true;
        return false;
    }

    private object? State(RowAttempt row, TargetKind kind) => _state.TryGetValue(kind, out var at) ? row.Values[at] : null;

    private Guid? Id(RowAttempt row, TargetKind kind) => State(row, kind) as Guid?;

    private static bool TrySet(RowAttempt row, ImportTarget target, Record record, object value)
    {
        try
        {
            target.Field.Set(record, value);
            return true;
        }
        catch (OverflowException)
        {
            row.Refuse(target.Name, value.ToString(), ImportErrors.Value(target.Name, $"a number from {int.MinValue} to {int.MaxValue}"));
            return false;
        }
    }
}
