using CrmKit.Connectors;
using CrmKit.Scheduling;

namespace CrmKit.Catalog;

/// <summary>Checks connectors: what they say of fields is followed without asking again.</summary>
internal static class ConnectorRules
{
    public static void Check(ConnectorDefinition connector, IReadOnlyDictionary<string, RecordTypeDefinition> types, CatalogProblems problems)
    {
        problems.CheckKey("connector", connector.Key, connector.Source);
        if (connector.Key.Length > 90) Invalid("its key is longer than 90 characters."); // with a key of the other system it becomes an external id
        if (connector.PullEvery is { } interval && DueTimes.Problem(JobSchedule.Every(interval)) is { } problem) Invalid(problem);
        if (connector.Types.Count == 0) Invalid("it brings no record type.");
        foreach (var twice in connector.Types.GroupBy(t => t.RecordType).Where(g => g.Count() > 1)) Invalid($"it names the record type '{twice.Key}' twice.");
        foreach (var mapping in connector.Types)
        {
            if (types.TryGetValue(mapping.RecordType, out var type)) Check(mapping, type);
            else Invalid($"there is no record type '{mapping.RecordType}'.");
        }

        void Check(ConnectorType mapping, RecordTypeDefinition type)
        {
            if (mapping.Fields.Count == 0) Invalid($"it brings no field of '{type.Key}'.");
            foreach (var twice in mapping.Fields.GroupBy(f => f.Field).Where(g => g.Count() > 1)) Invalid($"it fills '{type.Key}.{twice.Key}' twice.");
            foreach (var (external, key) in mapping.Fields)
            {
                if (string.IsNullOrWhiteSpace(external)) Invalid($"what fills '{type.Key}.{key}' has no name.");
                if (!type.TryField(key, out var field)) Invalid($"'{type.Key}' has no field '{key}'.");
                else if (field.Nature != FieldNature.Descriptive || key == "externalId") Invalid($"'{type.Key}.{key}' cannot be filled from outside.");
                else if (field.Kind == FieldKind.Reference && connector.Types.All(t => t.RecordType != field.ReferenceType))
                    Invalid($"'{type.Key}.{key}' points at records of type '{field.ReferenceType}', which it does not bring.");
            }
        }

        void Invalid(string why) => problems.Invalid("Connector", connector.Key, why);
    }
}
