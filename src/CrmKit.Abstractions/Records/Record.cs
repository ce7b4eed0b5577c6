namespace CrmKit.Records;

/// <summary>What every record has: identity, row version, who and when, and custom fields.</summary>
/// <remarks>
/// Descriptive properties of records are settable by anyone and take effect when saved through <see cref="IRecords"/>.
/// Properties with internal setters are state: only the door that owns them changes them.
/// Not thread safe.
/// </remarks>
public abstract class Record
{
    /// <summary>A version 7 GUID, made by the client, so that order of ids is order of creation (in one process exactly, between several to the millisecond).</summary>
    public Guid Id { get; internal set; } = SequentialGuid.Next();

    /// <summary>The tenant that owns the row; set by the store.</summary>
    internal string TenantId { get; set; } = "";

    /// <summary>Counts the writes, from 1; 0 means not stored yet. A save with an older version is a conflict.</summary>
    public int Version { get; internal set; }

    /// <summary>When it was created, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>The user who created it; <see langword="null"/> for the system.</summary>
    public Guid? CreatedById { get; internal set; }

    /// <summary>When it was last written, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>The user who wrote it last; <see langword="null"/> for the system.</summary>
    public Guid? UpdatedById { get; internal set; }

    /// <summary>When it was deleted, in UTC; <see langword="null"/> while it is alive. Deleted records can be restored.</summary>
    public DateTimeOffset? DeletedAt { get; internal set; }

    /// <summary>Its key in the system it came from; unique per record type; <see langword="null"/> for records born here.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Values of the fields that administrators and plugins added, by field key.</summary>
    public CustomValues Custom { get; internal set; } = CustomValues.Empty;

    /// <summary>A custom text, option or e-mail field; <see langword="null"/> means empty.</summary>
    public string? this[Field<string> field]
    {
        get => Custom.Text(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom number or amount; <see langword="null"/> means empty.</summary>
    public decimal? this[Field<decimal> field]
    {
        get => Custom.Number(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom whole number; <see langword="null"/> means empty.</summary>
    public long? this[Field<long> field]
    {
        get => (long?)Custom.Number(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom yes-or-no field; empty reads as <see langword="false"/>.</summary>
    public bool this[Field<bool> field]
    {
        get => Custom.Bool(field.Key) ?? false;
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom date; <see langword="null"/> means empty.</summary>
    public DateOnly? this[Field<DateOnly> field]
    {
        get => Custom.Date(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom instant, in UTC; <see langword="null"/> means empty.</summary>
    public DateTimeOffset? this[Field<DateTimeOffset> field]
    {
        get => Custom.Instant(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A custom reference to another record; <see langword="null"/> means empty.</summary>
    public Guid? this[Field<Guid> field]
    {
        get => Custom.Reference(field.Key);
        set => Custom = Custom.With(field.Key, value);
    }

    /// <summary>A copy that shares nothing that can change: custom values are immutable.</summary>
    internal Record Copy() => (Record)MemberwiseClone();
}
