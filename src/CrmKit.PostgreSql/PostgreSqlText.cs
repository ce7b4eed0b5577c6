using System.Text;

namespace CrmKit.PostgreSql;

/// <summary>Text as PostgreSQL can keep it.</summary>
internal static class PostgreSqlText
{
    /// <summary>PostgreSQL keeps no NUL and no half of a surrogate pair; the doors refuse both in fields, and elsewhere the sign for what is unknown takes their place.</summary>
    public static string Storable(string value)
    {
        if (value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0) value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        return value.Replace('\0', '\uFFFD');
    }
}
