using System.Security.Cryptography;
using System.Text.Json;

namespace CrmKit.Plugins.Packages;

/// <summary>A key whose packages this installation takes, for some ids, each with all that begins with it and a dot; without any it is the installation's own key, for all.</summary>
internal sealed record TrustedKey(string Id, string Name, byte[] PublicKey, IReadOnlyList<string> Prefixes)
{
    public bool IsFor(string plugin) => Prefixes.Count == 0 || Prefixes.Any(p => plugin == p || plugin.StartsWith(p + ".", StringComparison.Ordinal));
}

/// <summary>trust.json in the plugins folder: trusted keys, and revoked ones, which win.</summary>
internal sealed class TrustStore(string path)
{
    /// <summary>Trusts nobody.</summary>
    public static readonly TrustStore Empty = new("");
    public const string FileName = "trust.json";

    public (IReadOnlyDictionary<string, TrustedKey> Keys, IReadOnlyDictionary<string, string?> Revoked) Read()
    {
        var json = ReadJson();
        try
        {
            var keys = new Dictionary<string, TrustedKey>(StringComparer.Ordinal);
            foreach (var key in json.Keys)
            {
                var bytes = Convert.FromBase64String(key.PublicKey ?? "");
                SigningKey.FromPublic(bytes).Dispose();
                var id = SigningKey.IdOf(bytes);
                keys[id] = new TrustedKey(id, key.Name ?? id, bytes, key.For ?? throw new FormatException($"key {id} does not say what it is for"));
            }
            return (keys, json.Revoked.Where(r => r.KeyId is not null).DistinctBy(r => r.KeyId).ToDictionary(r => r.KeyId!, r => r.Reason));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new CrmRuleException(PackageErrors.TrustFile(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Trusts a key, or changes what it is trusted for.</summary>
    public string Trust(byte[] publicKey, string name, IReadOnlyList<string> prefixes)
    {
        var id = SigningKey.IdOf(publicKey);
        var json = ReadJson();
        if (json.Revoked.Find(r => r.KeyId == id) is { } revoked) throw new CrmRuleException(PackageErrors.KeyRevoked(path, id, revoked.Reason));
        var encoded = Convert.ToBase64String(publicKey);
        json.Keys.RemoveAll(k => k.PublicKey == encoded);
        json.Keys.Add(new TrustedKeyJson { Name = name, PublicKey = encoded, For = [.. prefixes] });
        Write(json);
        return id;
    }

    public void Revoke(string keyId, string? reason)
    {
        var json = ReadJson();
        json.Revoked.RemoveAll(r => r.KeyId == keyId);
        json.Revoked.Add(new RevokedKeyJson { KeyId = keyId, Reason = reason });
        Write(json);
    }

    private TrustJson ReadJson()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), PackageJsonContext.Default.TrustJson) ?? new TrustJson() : new TrustJson();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CrmRuleException(PackageErrors.TrustFile(path, e.Message.TrimEnd('.')));
        }
    }

    private void Write(TrustJson json)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(json, PackageJsonContext.Default.TrustJson));
        File.Move(temporary, path, overwrite: true);
    }
}
