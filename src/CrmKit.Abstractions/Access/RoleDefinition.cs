namespace CrmKit.Access;

/// <summary>A named set of permissions. Users hold roles; what no role permits is refused.</summary>
public sealed record RoleDefinition
{
    /// <summary>Lower case, stable: <c>sales-rep</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>What it permits.</summary>
    public required IReadOnlyList<Permission> Permissions { get; init; }

    /// <summary>Fields that its holders may not read or not write, unless another of their roles allows it.</summary>
    public IReadOnlyList<FieldRestriction> Restrictions { get; init; } = [];

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Permits operations on records of a type.</summary>
/// <param name="RecordType">A record type's key, or <c>*</c> for all, also those of plugins enabled later.</param>
/// <param name="Operations">What may be done.</param>
/// <param name="Scope">To which records; several at once are joined: <c>AccessScope.Team | AccessScope.Territory</c>.</param>
public sealed record Permission(string RecordType, Operations Operations, AccessScope Scope);

/// <summary>Keeps a field from a role's holders.</summary>
/// <param name="RecordType">A record type's key.</param>
/// <param name="Field">A field's key.</param>
/// <param name="CanRead">Whether it may still be read.</param>
/// <param name="CanWrite">Whether it may still be written.</param>
public sealed record FieldRestriction(string RecordType, string Field, bool CanRead, bool CanWrite);

/// <summary>What can be done to records.</summary>
[Flags]
public enum Operations
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>See.</summary>
    Read = 1,
    /// <summary>Create.</summary>
    Create = 2,
    /// <summary>Change fields and stages.</summary>
    Update = 4,
    /// <summary>Delete and restore.</summary>
    Delete = 8,
    /// <summary>Change owner and team.</summary>
    Assign = 16,
    /// <summary>Make the next link of the chain.</summary>
    Convert = 32,
    /// <summary>Take out as a file.</summary>
    Export = 64,
    /// <summary>Merge.</summary>
    Merge = 128,
    /// <summary>Change definitions of the type.</summary>
    Administer = 256,
    /// <summary>All that daily work needs.</summary>
    Work = Read | Create | Update | Delete | Assign | Convert,
    /// <summary>All.</summary>
    All = Work | Export | Merge | Administer,
}
