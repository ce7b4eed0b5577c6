using CrmKit.Storage;

namespace CrmKit.Settings;

/// <summary>The settings of one source as a record type of their own, so that values pass the rules that fields pass.</summary>
internal sealed class SettingSchema
{
    private readonly Dictionary<string, SettingDefinition> _byKey;
    private readonly RecordTypeDefinition _type;

    private SettingSchema(string source, IReadOnlyList<SettingDefinition> settings)
    {
        Source = source;
        _byKey = settings.ToDictionary(s => s.Field.Key, StringComparer.Ordinal);
        _type = new RecordTypeDefinition(source, source, typeof(CustomRecord), new LocalizedText(source), new LocalizedText(source), [.. settings.Select(s => s.Field)]);
    }

    public string Source { get; }

    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>.</exception>
    public static SettingSchema Of(CatalogSnapshot catalog, string source) => Of(source, [.. catalog.Settings.Where(s => s.Field.Source == source)]);

    /// <exception cref="CrmNotFoundException"><c>setting.source-unknown</c>: there are none.</exception>
    public static SettingSchema Of(string source, IReadOnlyList<SettingDefinition> settings) => settings.Count > 0
        ? new SettingSchema(source, settings)
        : throw new CrmNotFoundException(SettingErrors.SourceUnknown(source));

    public bool IsSecret(string key) => _byKey.TryGetValue(key, out var setting) && setting.IsSecret;

    /// <summary>The values as plugins read them: defaults where nothing fitting is stored, secrets if they are asked for.</summary>
    public SettingValues Effective(StoredSettings stored, ISecretProtector? protector, bool withSecrets)
    {
        var record = new CustomRecord(Source) { Custom = stored.Plain };
        var values = new List<KeyValuePair<string, object?>>();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, setting) in _byKey)
        {
            if (setting.IsSecret)
            {
                if (!stored.Secrets.TryGetValue(key, out var secret)) continue;
                given.Add(key);
                if (withSecrets) values.Add(new(key, Decrypt(key, secret, protector)));
                continue;
            }
            var value = setting.Field.Get(record); // a value of another kind, left by an older version, is none
            if (value is not null) given.Add(key);
            values.Add(new(key, value ?? setting.Default));
        }
        return new SettingValues(CustomValues.Empty.With(values), given);
    }

    /// <summary>What is stored after a change, or every reason to refuse it.</summary>
    public StoredSettings Change(StoredSettings stored, IReadOnlyDictionary<string, object?> changes, ISecretProtector? protector)
    {
        var errors = new List<CrmError>();
        var plain = new List<KeyValuePair<string, object?>>();
        var secrets = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (!_byKey.TryGetValue(key, out var setting)) errors.Add(SettingErrors.Unknown(Source, key, _byKey.Keys));
            else if (!FieldValues.TryFit(setting.Field, value, out var fitting)) errors.Add(FieldErrors.Type(setting.Field, setting.IsSecret ? null : value));
            else if (setting.IsSecret) secrets[key] = fitting;
            else plain.Add(new(key, fitting));
        }
        var after = new CustomRecord(Source) { Custom = stored.Plain.With(plain) };
        FieldNormalizer.Normalize(TypePlan.Of(_type), after, null, country: null);
        errors.AddRange(Check(after, stored, secrets));
        if (errors.Count > 0) throw new CrmValidationException(errors);
        return new StoredSettings(System.Text.Json.JsonElement.Parse(after.Custom.Json), Encrypt(stored.Secrets, secrets, protector));
    }

    /// <summary>What is wrong with a setting itself: its default breaks its own rules.</summary>
    public static string? Problem(SettingDefinition setting)
    {
        if (setting.IsSecret && (setting.Default is not null || setting.Field.Kind is not (FieldKind.Text or FieldKind.LongText))) return "a secret is a text without a default.";
        if (setting.Default is null) return null;
        if (!FieldValues.TryFit(setting.Field, setting.Default, out _)) return $"its default is none of the values that a setting of kind {setting.Field.Kind} takes.";
        var schema = new SettingSchema(setting.Field.Source, [setting]);
        return schema.Check(new CustomRecord(schema.Source), StoredSettings.Empty, []) is [var error, ..] ? $"its default breaks its own rules: {error.Message}" : null;
    }

    private IReadOnlyList<CrmError> Check(CustomRecord after, StoredSettings stored, Dictionary<string, object?> secrets)
    {
        // Rules see what will be in effect; values that no longer have a setting are left by an older version.
        var effective = new List<KeyValuePair<string, object?>>();
        foreach (var (key, setting) in _byKey)
            effective.Add(new(key, setting.IsSecret ? (secrets.TryGetValue(key, out var secret) ? secret : stored.Secrets.ContainsKey(key) ? null : "") : setting.Field.Get(after) ?? setting.Default));
        var record = new CustomRecord(Source) { Custom = CustomValues.Empty.With(effective) };
        var item = new WriteItem(new WriteRequest { Operation = RecordOperation.Create, Ref = new RecordRef(Source, record.Id), Record = record }, 0, _type) { After = record };
        FieldValidator.Validate(item, TypePlan.Of(_type));
        return [.. item.Errors.Where(e => !IsKeptSecret(e, secrets, stored)).Select(e => e with { Record = null, Index = null })];
    }

    // A secret that is not given again is there already; its text is not decrypted to be checked once more.
    private bool IsKeptSecret(CrmError error, Dictionary<string, object?> secrets, StoredSettings stored) =>
        error.Field is { } key && _byKey[key].IsSecret && !secrets.ContainsKey(key) && stored.Secrets.ContainsKey(key);

    private Dictionary<string, string> Encrypt(IReadOnlyDictionary<string, string> stored, Dictionary<string, object?> changes, ISecretProtector? protector)
    {
        var secrets = new Dictionary<string, string>(stored, StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is not string { Length: > 0 } text) secrets.Remove(key);
            else secrets[key] = (protector ?? throw new CrmRuleException(SettingErrors.NoProtector(key))).Protect(Purpose(key), text);
        }
        return secrets;
    }

    private string Decrypt(string key, string secret, ISecretProtector? protector) =>
        (protector ?? throw new CrmRuleException(SettingErrors.NoProtector(key))).Unprotect(Purpose(key), secret) ?? throw new CrmRuleException(SettingErrors.SecretUnreadable(Source, key));

    private string Purpose(string key) => SecretPurposes.Setting(Source, key);
}
