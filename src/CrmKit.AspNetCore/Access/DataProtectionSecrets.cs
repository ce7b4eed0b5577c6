using System.Security.Cryptography;
using CrmKit.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>Secrets under ASP.NET Core's data protection. The keys are read when the first secret is, not when the host starts.</summary>
internal sealed class DataProtectionSecrets(IServiceProvider services, IOptions<CrmKitApiOptions> options) : ISecretProtector
{
    private const string Application = "CrmKit";

    private readonly Lazy<IDataProtectionProvider> _provider = new(() => options.Value.KeyFolder is { } folder
        ? DataProtectionProvider.Create(Directory.CreateDirectory(folder), keys => keys.SetApplicationName(Application))
        : services.GetService<IDataProtectionProvider>() ?? DataProtectionProvider.Create(Application));

    public string Protect(string purpose, string secret) => _provider.Value.CreateProtector(purpose).Protect(secret);

    public string? Unprotect(string purpose, string protectedText)
    {
        try
        {
            return _provider.Value.CreateProtector(purpose).Unprotect(protectedText);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
