using CrmKit.Settings;

namespace CrmKit.Plugins;

/// <summary>Collects the settings of a plugin.</summary>
public sealed class SettingsBuilder
{
    private readonly List<SettingDefinition> _settings = [];

    internal IReadOnlyList<SettingDefinition> Settings => _settings;

    /// <summary>Adds a setting that is empty as long as nobody sets it.</summary>
    /// <param name="setting">Its typed name.</param>
    /// <param name="label">What administrators read.</param>
    /// <param name="configure">Rules: required, range, pattern, options…; <see langword="null"/> for none.</param>
    public SettingsBuilder Add(Field setting, LocalizedText label, Func<FieldDefinition, FieldDefinition>? configure = null) => Add(setting, label, null, false, configure);

    /// <summary>Adds a setting with a default.</summary>
    public SettingsBuilder Add<T>(Field<T> setting, LocalizedText label, T defaultValue, Func<FieldDefinition, FieldDefinition>? configure = null) => Add(setting, label, defaultValue, false, configure);

    /// <summary>Adds a secret: kept encrypted, given to the plugin, never shown.</summary>
    public SettingsBuilder AddSecret(Field<string> setting, LocalizedText label, Func<FieldDefinition, FieldDefinition>? configure = null) => Add(setting, label, null, true, configure);

    private SettingsBuilder Add(Field setting, LocalizedText label, object? defaultValue, bool isSecret, Func<FieldDefinition, FieldDefinition>? configure)
    {
        var field = new FieldDefinition { Key = setting.Key, Kind = setting.Kind, Label = label, IsCustom = true, Accessor = FieldAccessor.ForCustom(setting.Key, setting.Kind) };
        _settings.Add(new SettingDefinition { Field = configure?.Invoke(field) ?? field, Default = defaultValue, IsSecret = isSecret });
        return this;
    }
}
