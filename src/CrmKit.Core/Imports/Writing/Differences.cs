using System.Globalization;
using CrmKit.Imports.Mapping;

namespace CrmKit.Imports.Writing;

/// <summary>What a dry run would make different, field by field: the records as they are after all handlers, beside what they were.</summary>
internal sealed class Differences(ImportPlan plan, IReadOnlySet<string> hidden)
{
    private readonly FieldDefinition[] _fields = [.. plan.Type.Fields.Where(f => f.Nature != FieldNature.System && !hidden.Contains(f.Key))];
    private readonly Dictionary<RowAttempt, string?[]> _before = [];
    private readonly List<ImportChange> _changes = [];

    public IReadOnlyList<ImportChange> Changes => _changes;

    /// <summary>Remembers a record before it is written.</summary>
    public void Before(RowAttempt row, Record record)
    {
        if (_changes.Count < ImportLimits.KeptChanges) _before[row] = Values(record);
    }

    /// <summary>Notes what is different now.</summary>
    public void After(RowAttempt row, Record record)
    {
        if (_changes.Count >= ImportLimits.KeptChanges) return;
        _before.Remove(row, out var before);
        var after = Values(record);
        var fields = new List<ImportFieldChange>();
        for (var i = 0; i < _fields.Length; i++)
            if (before?[i] != after[i]) fields.Add(new ImportFieldChange(_fields[i].Key, before?[i], after[i]));
        _changes.Add(new ImportChange(row.Row.Line, before is null ? null : plan.Type.Ref(record.Id), fields));
    }

    private string?[] Values(Record record) => Array.ConvertAll(_fields, f => f.Get(record) switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture), // without trailing zeros
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        var text => text.ToString(),
    });
}
