namespace CrmKit.Connectors;

/// <summary>A connection with another system that a plugin brings. Immutable.</summary>
public sealed record ConnectorDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.erp</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What administrators call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it brings; types that others refer to stand before these.</summary>
    public required IReadOnlyList<ConnectorType> Types { get; init; }

    /// <summary>How often changes are asked for, one minute or more; <see langword="null"/> for only when an administrator asks.</summary>
    public TimeSpan? PullEvery { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Which fields of a record type a connector brings and takes.</summary>
/// <param name="RecordType">The key of the record type.</param>
/// <param name="Fields">The fields; all others are not touched.</param>
public sealed record ConnectorType(string RecordType, IReadOnlyList<ConnectorField> Fields)
{
    /// <summary>Which records go to the other system when they change here: none, unless it says so.</summary>
    public ConnectorPush Push { get; init; }
}

/// <summary>Which records of a type go to the other system.</summary>
public enum ConnectorPush
{
    /// <summary>None: the other system leads.</summary>
    None,
    /// <summary>Those that are linked, and those that an administrator sends.</summary>
    Linked,
    /// <summary>All, also new ones and those that were there before the connector.</summary>
    All,
}

/// <summary>A field of the other system and the field here that has its value.</summary>
/// <param name="External">Its name there.</param>
/// <param name="Field">The key of the field here: a descriptive one. A reference must point at a type that the connector brings too.</param>
public sealed record ConnectorField(string External, string Field);
