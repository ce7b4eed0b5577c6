using CrmKit.Settings;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore;

/// <summary>
/// Has what the framework protects by itself, such as forms against forgery, use the folder of keys that secrets use, so that it is good on every node and after a restart.
/// A host that has said where its keys are, or what its application is called, is left alone in that.
/// </summary>
internal sealed class SharedKeys(IOptions<CrmKitApiOptions> api, IHostEnvironment host, ILoggerFactory logs) : IPostConfigureOptions<KeyManagementOptions>, IPostConfigureOptions<DataProtectionOptions>
{
    private readonly string? _folder = api.Value.KeyFolder;

    public void PostConfigure(string? name, KeyManagementOptions options)
    {
        if (_folder is not null) options.XmlRepository ??= new FileSystemXmlRepository(new DirectoryInfo(_folder), logs);
    }

    // What the framework puts there by itself is the folder of the program, which differs between nodes.
    public void PostConfigure(string? name, DataProtectionOptions options)
    {
        if (_folder is not null && (options.ApplicationDiscriminator is null || Path.TrimEndingDirectorySeparator(options.ApplicationDiscriminator) == Path.TrimEndingDirectorySeparator(host.ContentRootPath)))
            options.ApplicationDiscriminator = KeyFolder.Application;
    }
}
