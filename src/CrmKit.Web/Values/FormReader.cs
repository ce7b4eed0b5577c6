using System.Buffers;
using System.Globalization;
using System.Text.Json;
using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Web;

/// <summary>Turns what was typed into the body that the API takes, so that both are read by the same rules.</summary>
internal sealed class FormReader(WebCall call, RecordTypeDefinition type, IFormCollection form, string prefix = FormReader.Prefix)
{
    public const string Prefix = "f.";

    private readonly List<CrmError> _errors = [];

    /// <summary>What cannot be understood; what the doors refuse comes from them.</summary>
    public IReadOnlyList<CrmError> Errors => _errors;

    /// <summary>For references of which several records have the name that was typed: those.</summary>
    public Dictionary<string, IReadOnlyList<Record>> Choices { get; } = [];

    /// <summary>What was typed; of a check box the last value, which is its own when it is checked.</summary>
    public string? Typed(string key) => form[prefix + key] is { Count: > 0 } values ? values[^1]?.Trim() : null;

    /// <summary>The body for a new record: fields left empty are left out.</summary>
    public Task<RecordBody> ReadNewAsync(IEnumerable<FieldDefinition> fields) => ReadAsync([.. fields.Where(f => !string.IsNullOrEmpty(Typed(f.Key)))], RecordBody.ForNew);

    /// <summary>The body for a change: only what differs from what the form was filled with.</summary>
    public Task<RecordBody> ReadChangesAsync(IEnumerable<FieldDefinition> fields, Record shown) =>
        ReadAsync([.. fields.Where(f => Typed(f.Key) is { } typed && typed.Replace("\r\n", "\n", StringComparison.Ordinal) != Shown(f, shown).Replace("\r\n", "\n", StringComparison.Ordinal))], RecordBody.ForValues);

    /// <summary>The record that was named in a field of any nature; <see langword="null"/> when there is none such, and <see cref="Errors"/> says so.</summary>
    public async Task<Guid?> ReferenceAsync(FieldDefinition field) => Typed(field.Key) is { Length: > 0 } typed ? await FindAsync(field, typed) : null;

    /// <summary>The body for a change to whatever was there: every field, those left empty too.</summary>
    public Task<RecordBody> ReadAllAsync(IReadOnlyList<FieldDefinition> fields) => ReadAsync(fields, RecordBody.ForValues);

    private string Shown(FieldDefinition field, Record record) =>
        field.Kind == FieldKind.Reference && form[prefix + field.Key + ".was"] is [{ } name] && form[prefix + field.Key + ".id"] is [{ } id] && id == call.Text.Input(field, field.Get(record)) ? name.Trim() : call.Text.Input(field, field.Get(record)).Trim();

    private async Task<RecordBody> ReadAsync(IReadOnlyList<FieldDefinition> fields, Func<RecordTypeDefinition, JsonElement, RecordBody> read)
    {
        var ids = new Dictionary<string, Guid?>();
        foreach (var field in fields.Where(f => f.Kind == FieldKind.Reference && !string.IsNullOrEmpty(Typed(f.Key)))) ids[field.Key] = await FindAsync(field, Typed(field.Key)!);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in fields.Where(f => !f.IsCustom)) Write(json, field, ids);
            json.WriteStartObject("custom");
            foreach (var field in fields.Where(f => f.IsCustom)) Write(json, field, ids);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return read(type, document.RootElement);
    }

    private void Write(Utf8JsonWriter json, FieldDefinition field, Dictionary<string, Guid?> ids)
    {
        var text = Typed(field.Key) ?? "";
        if (ids.TryGetValue(field.Key, out var id))
        {
            if (id is { } found) json.WriteString(field.Key, found); // else it is refused already
            return;
        }
        json.WritePropertyName(field.Key);
        if (text.Length == 0) json.WriteNullValue();
        else if (field.Kind == FieldKind.Bool) json.WriteBooleanValue(text == "true");
        else if (field.Kind is FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) json.WriteNumberValue(number);
        else if (field.Kind == FieldKind.Instant && call.Text.Instant(text) is { } instant) json.WriteStringValue(FieldJson.Instant(instant));
        else json.WriteStringValue(text.Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    // People type names. One record of that name is meant; of several, somebody has to choose.
    private async Task<Guid?> FindAsync(FieldDefinition field, string typed)
    {
        if (Guid.TryParseExact(typed, "D", out var id)) return id;
        var was = form[prefix + field.Key + ".was"].ToString().Trim();
        if (typed == was && Guid.TryParseExact(form[prefix + field.Key + ".id"], "D", out var kept)) return kept;
        var other = call.Session.Catalog.Type(field.ReferenceType!);
        var found = await NamedRecords.FindAsync(call, other, typed);
        if (await NamedRecords.OnlyAsync(call, found, typed) is { } only) return only.Id;
        if (found.Count > 0) Choices[field.Key] = found;
        _errors.Add(new CrmError("field.reference-missing", call.Texts.Format(found.Count > 0 ? "form.choose" : "form.none-named", typed)) { Field = field.Key });
        return null;
    }
}
