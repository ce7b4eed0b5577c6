namespace CrmKit.Seeds;

/// <summary>A record that a plugin brings along. Immutable.</summary>
public sealed record SeedRecord
{
    /// <summary>The record type's key, of core or of the plugin.</summary>
    public required string RecordType { get; init; }

    /// <summary>What it is recognised by: the plugin's id, a colon, and a name (<c>acme:welcome</c>). It stands in the record's external id.</summary>
    public required string ExternalId { get; init; }

    /// <summary>Its values by field key, in the value type of each kind; a <see cref="SeedReference"/> for a reference to another seed record.</summary>
    public required IReadOnlyDictionary<string, object?> Values { get; init; }

    /// <summary>Whether a later version of the seed leaves an existing record alone, because people adapt it; else it writes its values again when they differ from those of the version before.</summary>
    public bool KeepsChanges { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>A reference to a seed record that is planted before, in a seed record's values.</summary>
/// <param name="ExternalId">The other record's external id; its type is the one that the field points at.</param>
public sealed record SeedReference(string ExternalId);
