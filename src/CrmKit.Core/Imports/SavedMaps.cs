using CrmKit.Sessions;

namespace CrmKit.Imports;

/// <summary>Maps by name: records of the type <c>import-mapping</c>, and so with the rights, the audit and the tenant of records.</summary>
internal static class SavedMaps
{
    /// <exception cref="CrmNotFoundException"><c>import.mapping-unknown</c>.</exception>
    /// <exception cref="CrmValidationException"><c>import.mapping-type</c>.</exception>
    public static async Task<ImportMap> FindAsync(CrmSession session, RecordTypeDefinition type, string name, CancellationToken cancellationToken)
    {
        var found = await session.Records.ListAsync(new Specification<ImportMapping>(m => m.Name == name).Take(1), cancellationToken);
        if (found is not [{ Definition: { } definition } saved]) throw new CrmNotFoundException(ImportErrors.MappingUnknown(name));
        return saved.RecordType == type.Key ? ImportMap.FromJson(definition) : throw new CrmValidationException(ImportErrors.MappingType(name, saved.RecordType));
    }
}
