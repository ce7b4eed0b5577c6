namespace CrmKit.Access;

/// <summary>What somebody may do, type by type: the answer to "what does a user with these roles see?".</summary>
/// <param name="Roles">The roles that it was worked out from, by key.</param>
/// <param name="Types">The record types on which anything is permitted, in the catalog's order.</param>
public sealed record RightsMatrix(IReadOnlyList<string> Roles, IReadOnlyList<TypeRights> Types);

/// <summary>What is permitted on records of one type.</summary>
/// <param name="RecordType">The type's key.</param>
/// <param name="Scopes">The scope of each operation that is permitted at all.</param>
/// <param name="HiddenFields">Keys of fields that cannot be read.</param>
/// <param name="ReadOnlyFields">Keys of fields that cannot be written.</param>
public sealed record TypeRights(string RecordType, IReadOnlyDictionary<Operations, AccessScope> Scopes, IReadOnlyList<string> HiddenFields, IReadOnlyList<string> ReadOnlyFields);
