using System.Security.Cryptography;

namespace CrmKit.Plugins.Packages;

/// <summary>Keys on the curve P-256, in PEM files; a key's id is the beginning of the hash of its public half.</summary>
internal static class SigningKey
{
    public const string Algorithm = "ES256";
    private const string Curve = "1.2.840.10045.3.1.7";

    public static string IdOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..32];

    /// <summary>Reads a private key, as <c>crmkit plugin keygen</c> writes it.</summary>
    /// <exception cref="CrmRuleException"><c>package.key-file</c>.</exception>
    public static ECDsa ReadPrivate(string path) => Read(path, isPrivate: true);

    /// <summary>Reads the public half out of a file that holds it, or the private one.</summary>
    /// <exception cref="CrmRuleException"><c>package.key-file</c>.</exception>
    public static byte[] ReadPublic(string path)
    {
        using var key = Read(path, isPrivate: false);
        return key.ExportSubjectPublicKeyInfo();
    }

    public static ECDsa FromPublic(byte[] publicKey)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            if (key.ExportParameters(false).Curve.Oid.Value != Curve) throw new CryptographicException("it is not on the curve P-256");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Makes a pair: the private half readable by its owner alone, the public half beside it.</summary>
    /// <returns>The key's id.</returns>
    public static string Create(string privatePath, string publicPath)
    {
        if (File.Exists(privatePath)) throw new CrmRuleException(PackageErrors.KeyFile(privatePath, "it exists already and is not written over"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(privatePath, options)) file.Write(key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(publicPath, key.ExportSubjectPublicKeyInfoPem() + "\n");
        return IdOf(key.ExportSubjectPublicKeyInfo());
    }

    private static ECDsa Read(string path, bool isPrivate)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            var parameters = key.ExportParameters(isPrivate);
            return parameters.Curve.Oid.Value == Curve ? key : throw new CryptographicException("it is not on the curve P-256");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new CrmRuleException(PackageErrors.KeyFile(path, e is CryptographicException && isPrivate ? "it holds no private key on the curve P-256" : e.Message.TrimEnd('.')));
        }
    }
}
