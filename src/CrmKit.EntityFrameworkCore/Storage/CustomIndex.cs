using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Fields;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The expression index behind an indexed custom field.</summary>
internal static class CustomIndex
{
    /// <summary>A hash instead of the key: keys may be longer than names in PostgreSQL.</summary>
    public static string Name(string recordType, string key)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{recordType}/{key}")))[..12];
        return $"ix_cf_{recordType.Replace('-', '_').Replace('.', '_')}_{hash}";
    }

    public static async Task SetAsync(IStoreDatabase database, DbConnection connection, string recordType, FieldDefinition field, bool exists, CancellationToken cancellationToken)
    {
        var name = Name(recordType, field.Key);
        var target = $"{MappedClasses.Table(recordType)} (tenant_id, {database.CustomIndexExpression(field.Key, field.Kind)}, id)";
        await database.SetIndexAsync(connection, name, exists ? target : null, cancellationToken);
    }
}
