using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CrmKit.EntityFrameworkCore;

/// <summary>Checks a plugin's model after it was built, because its author may have undone what the conventions did.</summary>
internal static class TableModel
{
    public static IReadOnlyList<(string Table, IReadOnlyList<string> Columns)> Read(string pluginId, string prefix, IModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            var name = entity.DisplayName();
            if (entity.GetViewName() is not null || entity.GetSqlQuery() is not null || entity.GetFunctionName() is not null)
                throw new CrmRuleException(TableErrors.Foreign(prefix, $"maps {name} to something else than a table"));
            if (entity.IsMappedToJson()) continue;
            if (entity.GetTableName() is not { } table || entity.GetSchema() is not null || !TablePrefix.Owns(prefix, table) || !TablePrefix.IsValid(table))
                throw new CrmRuleException(TableErrors.NameInvalid(pluginId, entity.GetTableName() ?? name));
            if (entity.BaseType is null && !entity.IsOwned() && (entity.FindProperty(TableConventions.Tenant) is not { IsConcurrencyToken: true } || entity.GetDeclaredQueryFilters().Count == 0))
                throw new CrmRuleException(TableErrors.Foreign(prefix, $"takes the tenant from {name}"));
        }
        return [.. model.GetRelationalModel().Tables.Select(t => (t.Name, (IReadOnlyList<string>)[.. t.Columns.Select(c => c.Name)]))];
    }
}
