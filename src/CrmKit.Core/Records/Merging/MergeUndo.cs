using System.Text.Json;

namespace CrmKit.Records;

/// <summary>Works out what undoing one merge writes: per field the value from before, unless it was edited since or a later merge that stands built on it.</summary>
internal sealed class MergeUndo(RecordMerge merge, IReadOnlyList<(RecordMerge Merge, MergeStep Step)> later)
{
    private readonly ILookup<Guid, (RecordMerge Merge, MergeStep Step)> _later = later.ToLookup(l => l.Step.RecordId);
    private readonly HashSet<MergeStep> _rewritten = [];
    private readonly List<WriteRequest> _requests = [];
    private readonly List<KeptEdit> _kept = [];

    /// <summary>What to write.</summary>
    public IReadOnlyList<WriteRequest> Requests => _requests;

    /// <summary>What stays because it was edited.</summary>
    public IReadOnlyList<KeptEdit> Kept => _kept;

    /// <summary>Steps of later merges that do not rest on this one any more.</summary>
    public IReadOnlyCollection<MergeStep> Rewritten => _rewritten;

    public void Add(RecordTypeDefinition type, Record record, MergeStep step)
    {
        var values = new Dictionary<string, object?>();
        foreach (var (key, change) in MergeJournal.Read(step.Changes))
        {
            if (!type.TryField(key, out var field)) throw new CrmRuleException(MergeErrors.PluginMissing(key));
            if (!TryRestore(field, record, change.Before, change.After, out var value))
            {
                if (field.Nature != FieldNature.Computed) _kept.Add(new KeptEdit(type.Ref(record.Id), key)); // what the engine computes follows what was edited
            }
            else if (!Equals(value, field.Get(record))) values[key] = value;
        }
        var isLoser = record.Id == merge.LoserId;
        if (values.Count == 0 && !isLoser && record.Id != merge.WinnerId) return;
        _requests.Add(new WriteRequest
        {
            Operation = isLoser ? RecordOperation.Restore : RecordOperation.Update,
            Ref = type.Ref(record.Id),
            Values = values,
            IsExact = true,
            IsTrusted = true,
            Touches = true,
        });
    }

    // Through the merges since: each one that went on from the value of the one before is made to start from what was before this merge.
    private bool TryRestore(FieldDefinition field, Record record, JsonElement before, JsonElement after, out object? value)
    {
        value = AuditValues.Read(field, before);
        var expected = AuditValues.Read(field, after);
        var rewrites = new List<(MergeStep Step, (JsonElement, JsonElement)? Change)>();
        foreach (var (other, step) in _later[record.Id])
        {
            if (!MergeJournal.Read(step.Changes).TryGetValue(field.Key, out var change)) continue;
            if (!Equals(AuditValues.Read(field, change.Before), expected)) return false; // edited between the two
            expected = AuditValues.Read(field, change.After);
            var isMove = Equals(AuditValues.Read(field, change.Before), other.LoserId) && Equals(expected, other.WinnerId);
            if (isMove && !Equals(value, other.LoserId)) rewrites.Add((step, null)); // what moved along is not there any more
            else
            {
                rewrites.Add((step, (Json(value), change.After)));
                value = expected;
            }
        }
        if (!Equals(field.Get(record), expected)) return false;
        foreach (var (step, change) in rewrites) Rewrite(step, field.Key, change);
        return true;
    }

    private void Rewrite(MergeStep step, string field, (JsonElement, JsonElement)? change)
    {
        var changes = MergeJournal.Read(step.Changes);
        if (change is { } known) changes[field] = known;
        else changes.Remove(field);
        step.Changes = MergeJournal.Text(changes);
        _rewritten.Add(step);
    }

    private static JsonElement Json(object? value) => JsonSerializer.SerializeToElement(value switch
    {
        DateOnly day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime,
        _ => value,
    });
}
