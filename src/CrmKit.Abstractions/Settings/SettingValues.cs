namespace CrmKit.Settings;

/// <summary>The settings of one plugin in one tenant at one moment, defaults filled in. Immutable.</summary>
public sealed class SettingValues
{
    private readonly CustomValues _values;

    internal SettingValues(CustomValues values, IReadOnlySet<string> given) => (_values, Given) = (values, given);

    /// <summary>The keys that somebody gave a value, secrets among them; all others have their defaults.</summary>
    public IReadOnlySet<string> Given { get; }

    /// <summary>A text, an option code, or a secret; <see langword="null"/> means empty.</summary>
    public string? this[Field<string> setting] => _values.Text(setting.Key);

    /// <summary>A number or amount; <see langword="null"/> means empty.</summary>
    public decimal? this[Field<decimal> setting] => _values.Number(setting.Key);

    /// <summary>A whole number; <see langword="null"/> means empty.</summary>
    public long? this[Field<long> setting] => (long?)_values.Number(setting.Key);

    /// <summary>Yes or no; empty reads as <see langword="false"/>.</summary>
    public bool this[Field<bool> setting] => _values.Bool(setting.Key) ?? false;

    /// <summary>A day; <see langword="null"/> means empty.</summary>
    public DateOnly? this[Field<DateOnly> setting] => _values.Date(setting.Key);

    /// <summary>An instant, in UTC; <see langword="null"/> means empty.</summary>
    public DateTimeOffset? this[Field<DateTimeOffset> setting] => _values.Instant(setting.Key);

    /// <summary>The id of a record; <see langword="null"/> means empty.</summary>
    public Guid? this[Field<Guid> setting] => _values.Reference(setting.Key);

    /// <summary>The value of any kind, for forms: <see langword="null"/> when empty, and for every secret that is read through <see cref="ISettings"/>.</summary>
    public object? Get(SettingDefinition setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return setting.Field.Get(new CustomRecord(setting.Field.Source) { Custom = _values });
    }
}
