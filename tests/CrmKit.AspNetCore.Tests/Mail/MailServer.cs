using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using CrmKit.AspNetCore.OpenApi;

namespace CrmKit.AspNetCore.Mail;

/// <summary>A mail server of the npm registry (<c>tests/Node/mail-server.mjs</c>) on a port of this machine: what it took, somebody else's program understood.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;

    private MailServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>The certificate that it shows, for <c>localhost</c>, which nobody else trusts.</summary>
    public static string Certificate { get; } = NewCertificate(out Key);

    private static readonly string Key;

    public static async Task<MailServer> StartAsync(string tls = "none", string? user = null, int refuse = 0, int drop = 0)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Tools.Repository, "tests", "Node", "node_modules", "smtp-server")), "The tools are not installed: run 'npm ci --ignore-scripts' in tests/Node, which test.sh does.");
        var settings = JsonSerializer.Serialize(new { cert = Certificate, key = Key, user, password = user is null ? null : "s3cret", tls, refuse, drop });
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Tools.Repository, "tests", "Node", "mail-server.mjs"), settings])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8,
        })!;
        return new MailServer(process, int.Parse(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The mail server did not start."), System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The next mail that came.</summary>
    public async Task<JsonElement> NextAsync() => JsonElement.Parse(await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("The mail server has ended."));

    /// <summary>Ends the server; what came and was not looked at.</summary>
    public async Task<IReadOnlyList<JsonElement>> EndAsync()
    {
        _process.StandardInput.Close();
        return [.. (await _process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string NewCertificate(out string key)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        key = pair.ExportPkcs8PrivateKeyPem();
        return certificate.ExportCertificatePem();
    }
}
