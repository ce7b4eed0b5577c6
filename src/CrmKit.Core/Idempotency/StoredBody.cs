using System.Text;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace CrmKit.Idempotency;

/// <summary>An answer's content as text: as it is where every database can keep it so, else in base 64.</summary>
internal static class StoredBody
{
    public static (string Text, bool IsBinary) Write(ReadOnlySpan<byte> body) =>
        Utf8.IsValid(body) && !body.Contains((byte)0) ? (Encoding.UTF8.GetString(body), false) : (Convert.ToBase64String(body), true);

    public static byte[] Read(string text, bool isBinary) => isBinary ? Convert.FromBase64String(text) : Encoding.UTF8.GetBytes(text);
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class HeaderJson : JsonSerializerContext;
