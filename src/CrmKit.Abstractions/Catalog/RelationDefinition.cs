namespace CrmKit.Catalog;

/// <summary>A reference seen from its other end: the records of a type that point at one record. Every reference field of core, plugins and administrators makes one.</summary>
/// <param name="Key">Record type and field of the reference: <c>contact:accountId</c>, <c>realestate.viewing:realestate.property</c>.</param>
/// <param name="RecordType">The type of the records that point.</param>
/// <param name="Field">The key of their reference field.</param>
public sealed record RelationDefinition(string Key, string RecordType, string Field);
