using System.Text.Json;

namespace CrmKit.AspNetCore;

/// <summary>Field values out of a request's object, checked against the catalog; collects every failure.</summary>
internal sealed class RecordBody
{
    private const string CustomKey = "custom";
    private static readonly string[] StateKeys = ["pipeline", "stage", "ownerId", "teamId", "lossReason", "closedOn", "stageEnteredAt"];

    private readonly Dictionary<string, object?> _values = [];
    private readonly Dictionary<string, object?> _state = [];
    private readonly List<CrmError> _errors = [];

    private RecordBody(RecordTypeDefinition type) => Type = type;

    public RecordTypeDefinition Type { get; }

    public Guid? Id { get; private set; }

    /// <summary>By field key, in the value type of each field.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    public IReadOnlyList<CrmError> Errors => _errors;

    /// <summary>For a change or an act: descriptive fields only.</summary>
    public static RecordBody ForValues(RecordTypeDefinition type, JsonElement json) => new RecordBody(type).Read(json, false);

    /// <summary>For what is filled in for something that is no record: a flat object.</summary>
    public static RecordBody ForInputs(RecordTypeDefinition inputs, JsonElement json)
    {
        var body = new RecordBody(inputs);
        body.ReadCustom(json);
        return body;
    }

    /// <summary>For a new record: also the state to start with, and an id chosen by the caller.</summary>
    public static RecordBody ForNew(RecordTypeDefinition type, JsonElement json) => new RecordBody(type).Read(json, true);

    /// <summary>Whether a new record may be given this state to start with.</summary>
    public static bool IsInitialState(FieldDefinition field) => field.Nature == FieldNature.State && StateKeys.Contains(field.Key);

    public RecordBody ThrowIfWrong() => _errors.Count == 0 ? this : throw new CrmValidationException(_errors);

    /// <summary>The new record with its values, or what is wrong with them.</summary>
    public bool TryMake(out Record record)
    {
        record = Type.IsCustom ? new CustomRecord(Type.Key) : (Record)Activator.CreateInstance(Type.ClrType, nonPublic: true)!;
        if (Id is { } id) record.Id = id;
        foreach (var (key, value) in _values)
        {
            var field = Type.Field(key);
            try
            {
                field.Set(record, value);
            }
            catch (OverflowException)
            {
                _errors.Add(ApiErrors.FieldRange(field));
            }
            catch (FormatException)
            {
                _errors.Add(ApiErrors.FieldOption(field));
            }
        }
        return _errors.Count == 0;
    }

    public InitialState State() => new()
    {
        OwnerId = (Guid?)_state.GetValueOrDefault("ownerId"),
        TeamId = (Guid?)_state.GetValueOrDefault("teamId"),
        Pipeline = (string?)_state.GetValueOrDefault("pipeline"),
        Stage = (string?)_state.GetValueOrDefault("stage"),
        StageEnteredAt = (DateTimeOffset?)_state.GetValueOrDefault("stageEnteredAt"),
        ClosedOn = (DateOnly?)_state.GetValueOrDefault("closedOn"),
        LossReason = (string?)_state.GetValueOrDefault("lossReason"),
    };

    private RecordBody Read(JsonElement json, bool isNew)
    {
        if (json.ValueKind != JsonValueKind.Object) throw ApiErrors.Property("values", "an object");
        foreach (var property in json.EnumerateObject())
        {
            if (property.Name == CustomKey) ReadCustom(property.Value);
            else if (isNew && property.Name == "id") ReadId(property.Value);
            else if (Find(property.Name, false) is { } field) Take(field, property.Value, isNew && IsInitialState(field) ? _state : null);
        }
        return this;
    }

    private void ReadCustom(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new CrmError("field.type", "'custom' must be an object of custom fields.") { Field = CustomKey });
            return;
        }
        foreach (var property in json.EnumerateObject())
            if (Find(property.Name, true) is { } field) Take(field, property.Value, null);
    }

    // Ids of version 7 only: their order is the order of creation, which paging and indexes rely on.
    private void ReadId(JsonElement json)
    {
        var field = Type.Field("id");
        if (FieldJson.Read(field, json, out var value) is { } error) _errors.Add(error);
        else if (value is Guid { Version: 7 } id) Id = id;
        else if (value is not null) _errors.Add(ApiErrors.FieldType(field, "a version 7 GUID, or left out"));
    }

    private FieldDefinition? Find(string key, bool inCustom)
    {
        if (Type.TryField(key, out var field) && field.IsCustom == inCustom) return field;
        _errors.Add(field is not null
            ? ApiErrors.CustomMisplaced(field)
            : CatalogErrors.FieldUnknown(Type.Key, ApiErrors.Shorten(key), Type.Fields.Where(f => f.IsCustom == inCustom).Select(f => f.Key)));
        return null;
    }

    private void Take(FieldDefinition field, JsonElement json, Dictionary<string, object?>? state)
    {
        if (state is null && field.Nature != FieldNature.Descriptive) _errors.Add(ApiErrors.FieldReadOnly(field));
        else if (FieldJson.Read(field, json, out var value) is { } error) _errors.Add(error);
        else (state ?? _values)[field.Key] = value;
    }
}
