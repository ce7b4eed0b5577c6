using System.Security.Cryptography;
using System.Text;

namespace CrmKit.Persons;

/// <summary>How an erased person is remembered.</summary>
internal static class ErasureHash
{
    public static string Of(string tenant, RecordRef person) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}/{person.Type}/{person.Id:D}")));
}
