namespace CrmKit.Settings;

/// <summary>One setting of a plugin: administrators give it a value per tenant. Immutable.</summary>
public sealed record SettingDefinition
{
    /// <summary>Key, kind, label and rules, as of a field; <see cref="FieldDefinition.Source"/> is the plugin's id.</summary>
    public required FieldDefinition Field { get; init; }

    /// <summary>What it is as long as nobody sets it, in the value type of its kind; <see langword="null"/> for nothing.</summary>
    public object? Default { get; init; }

    /// <summary>Whether it is kept encrypted and never shown again: a password, a key of another system.</summary>
    public bool IsSecret { get; init; }
}
