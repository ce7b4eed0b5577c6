namespace CrmKit.Fields;

/// <summary>The typed name of a custom field; declare it once as <c>public static readonly</c> and use it as an index of a record.</summary>
/// <typeparam name="T"><see cref="string"/>, <see cref="decimal"/>, <see cref="long"/>, <see cref="bool"/>, <see cref="DateOnly"/>, <see cref="DateTimeOffset"/> or <see cref="Guid"/>.</typeparam>
public sealed record Field<T> : Field
{
    internal Field(string key, FieldKind kind) : base(key, kind) { }
}

/// <summary>The name and kind of a custom field, and the factory of typed ones.</summary>
public abstract record Field
{
    private protected Field(string key, FieldKind kind)
    {
        if (!FieldKey.IsValid(key))
            throw new ArgumentException($"'{key}' is not a field key: use lower-case words, digits and hyphens, parted by dots, such as 'acme.budget'.", nameof(key));
        (Key, Kind) = (key, kind);
    }

    /// <summary>The catalog key, namespaced by the plugin's id: <c>realestate.area</c>.</summary>
    public string Key { get; }

    /// <summary>What it holds.</summary>
    public FieldKind Kind { get; }

    /// <summary>One line of text.</summary>
    public static Field<string> Text(string key) => new(key, FieldKind.Text);

    /// <summary>Text of several lines.</summary>
    public static Field<string> LongText(string key) => new(key, FieldKind.LongText);

    /// <summary>An option code.</summary>
    public static Field<string> Option(string key) => new(key, FieldKind.Option);

    /// <summary>A number with up to four decimals.</summary>
    public static Field<decimal> Decimal(string key) => new(key, FieldKind.Number);

    /// <summary>An amount in the record's currency.</summary>
    public static Field<decimal> Money(string key) => new(key, FieldKind.Money);

    /// <summary>A share in percent.</summary>
    public static Field<decimal> Percent(string key) => new(key, FieldKind.Percent);

    /// <summary>A whole number.</summary>
    public static Field<long> Integer(string key) => new(key, FieldKind.Integer);

    /// <summary>Yes or no.</summary>
    public static Field<bool> Bool(string key) => new(key, FieldKind.Bool);

    /// <summary>A calendar day.</summary>
    public static Field<DateOnly> Date(string key) => new(key, FieldKind.Date);

    /// <summary>A point in time.</summary>
    public static Field<DateTimeOffset> Instant(string key) => new(key, FieldKind.Instant);

    /// <summary>The id of another record.</summary>
    public static Field<Guid> Reference(string key) => new(key, FieldKind.Reference);
}
