namespace CrmKit.Records;

/// <summary>
/// A record that belongs to another one (a line to its order, a milestone to its project): its rights are the parent's, and it is deleted and restored with it.
/// The record type's <see cref="Catalog.RecordTypeDefinition.ParentField"/> names the reference.
/// </summary>
public abstract class PartRecord : Record;
