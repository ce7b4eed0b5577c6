using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Settings;

/// <summary>Secrets under ASP.NET Core's data protection.</summary>
/// <param name="current">The keys as they are now.</param>
internal sealed class ProtectedTexts(Func<IDataProtectionProvider> current) : ISecretProtector
{
    public string Protect(string purpose, string secret) => current().CreateProtector(purpose).Protect(secret);

    public string? Unprotect(string purpose, string protectedText)
    {
        try
        {
            return current().CreateProtector(purpose).Unprotect(protectedText);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public SecretState StateOf(string purpose, string protectedText)
    {
        if (current().CreateProtector(purpose) is not IPersistedDataProtector protector) return Unprotect(purpose, protectedText) is null ? SecretState.Lost : SecretState.Old;
        try
        {
            protector.DangerousUnprotect(Base64Url.DecodeFromChars(protectedText), ignoreRevocationErrors: false, out var isOld, out _);
            return isOld ? SecretState.Old : SecretState.Current;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            return SecretState.Lost;
        }
    }
}

/// <summary>A folder of keys that processes share. One that another process adds counts at once, where a key ring by itself would take a day to see it.</summary>
internal sealed class KeyFolder(string path)
{
    /// <summary>What keeps the keys apart from those of other programs.</summary>
    public const string Application = "CrmKit";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90); // as data protection gives its keys
    private readonly DirectoryInfo _folder = new(path);
    private readonly Lock _turn = new();
    private (string Files, IDataProtectionProvider Keys)? _read;

    public bool HasKeys => Directory.Exists(path) && Files().Length > 0;

    /// <summary>The keys as they are in the folder now; the first is made when there is none.</summary>
    public IDataProtectionProvider Current()
    {
        lock (_turn)
        {
            _folder.Create();
            if (_read is { } read && read.Files == Files()) return read.Keys;
            var keys = DataProtectionProvider.Create(_folder, k => k.SetApplicationName(Application));
            _read = (Files(), keys);
            return keys;
        }
    }

    /// <summary>Makes a key that protects from now on; the ones before still read what they protect.</summary>
    public void AddKey(DateTimeOffset now)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName(Application).PersistKeysToFileSystem(_folder);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IKeyManager>().CreateNewKey(now, now + Lifetime);
    }

    private string Files() => string.Join('/', Directory.EnumerateFiles(path, "key-*.xml").Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
