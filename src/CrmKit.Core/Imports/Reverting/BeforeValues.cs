using System.Globalization;
using System.Text.Json;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Imports.Reverting;

/// <summary>What the audit says of a record's fields before an import changed them.</summary>
internal sealed class BeforeValues
{
    private readonly Dictionary<string, JsonElement> _before = [];

    private BeforeValues() { }

    /// <param name="entries">Those of the import, the earliest first: what a field was before the first change counts.</param>
    public static BeforeValues Of(IEnumerable<AuditEntry> entries)
    {
        var values = new BeforeValues();
        foreach (var entry in entries)
        {
            using var changes = JsonDocument.Parse(entry.Changes);
            foreach (var change in changes.RootElement.EnumerateObject())
                if (change.Value.ValueKind == JsonValueKind.Array && change.Value.GetArrayLength() == 2) values._before.TryAdd(change.Name, change.Value[0].Clone());
        }
        return values;
    }

    /// <summary>The request that restores them: fields by the ordinary way, stage and owner as the state that they are; computed fields follow by themselves.</summary>
    public WriteRequest Restoring(RecordTypeDefinition type, RecordRef record, int version)
    {
        var values = new Dictionary<string, object?>();
        foreach (var (key, before) in _before)
            if (type.TryField(key, out var field) && field.Nature == FieldNature.Descriptive) values[field.Key] = AuditValues.Read(field, before);
        var isAssigned = _before.ContainsKey("ownerId") || _before.ContainsKey("teamId");
        return new WriteRequest
        {
            Operation = RecordOperation.Update,
            Ref = record,
            Values = values,
            ExpectedVersion = version,
            Stage = Text("stage") is null && Text("pipeline") is null ? null : new StageEntry
            {
                Pipeline = Text("pipeline"),
                Stage = Text("stage"),
                ClosedOn = DateOnly.TryParseExact(Text("closedOn"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
                LossReason = Text("lossReason"),
                IsReopening = true,
                IsPipelineChange = Text("pipeline") is not null,
            },
            UnmarkConverted = _before.ContainsKey("convertedAt"),
            Owner = isAssigned ? new Ownership(Id("ownerId"), Id("teamId")) : null,
            Right = isAssigned ? Access.Operations.Update | Access.Operations.Assign : null,
        };
    }

    private string? Text(string key) => _before.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private Guid? Id(string key) => Guid.TryParse(Text(key), out var id) ? id : null;
}
