namespace CrmKit.Imports;

/// <summary>A map that is kept under a name, for files that come again.</summary>
public sealed class ImportMapping : Record
{
    /// <summary>What it is called; required, unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The key of the record type whose files it maps; required.</summary>
    public string RecordType { get; set; } = "";

    /// <summary>The map in its JSON form (<see cref="ImportMap.ToJson"/>); required, and checked when it is saved.</summary>
    public string? Definition { get; set; }
}
