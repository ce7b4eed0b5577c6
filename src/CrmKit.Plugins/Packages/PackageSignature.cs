using System.Security.Cryptography;
using System.Text.Json;

namespace CrmKit.Plugins.Packages;

/// <summary>signature.json: ES256 over the bytes of files.json, with the id of the key. The key itself is not in the package: who trusts a key has it already.</summary>
internal sealed record PackageSignature(string KeyId, byte[] Value)
{
    public const string FileName = "signature.json";

    public static byte[] Sign(byte[] index, ECDsa key) => JsonSerializer.SerializeToUtf8Bytes(new SignatureJson
    {
        KeyId = SigningKey.IdOf(key.ExportSubjectPublicKeyInfo()),
        Algorithm = SigningKey.Algorithm,
        Signature = Convert.ToBase64String(key.SignData(index, HashAlgorithmName.SHA256)),
    }, PackageJsonContext.Default.SignatureJson);

    /// <exception cref="CrmRuleException"><c>package.signature-format</c>.</exception>
    public static PackageSignature Parse(string package, byte[] bytes)
    {
        try
        {
            var json = JsonSerializer.Deserialize(bytes, PackageJsonContext.Default.SignatureJson);
            if (json is not { KeyId.Length: > 0, Signature: not null }) throw new FormatException("keyId or signature is missing");
            if (json.Algorithm != SigningKey.Algorithm) throw new FormatException($"the algorithm is not {SigningKey.Algorithm}");
            if (json.KeyId.Length != 32 || !json.KeyId.All(char.IsAsciiHexDigitLower)) throw new FormatException("keyId is not an id");
            return new PackageSignature(json.KeyId, Convert.FromBase64String(json.Signature));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new CrmRuleException(PackageErrors.SignatureFormat(package, e.Message.TrimEnd('.')));
        }
    }

    public bool IsOf(byte[] index, byte[] publicKey)
    {
        using var key = SigningKey.FromPublic(publicKey);
        return key.VerifyData(index, Value, HashAlgorithmName.SHA256);
    }
}
