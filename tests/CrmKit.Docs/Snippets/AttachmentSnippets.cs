using CrmKit.Attachments;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region file-scanner
internal sealed class ClamScanner(IPluginHttp http) : IFileScanner
{
    public async ValueTask<string?> ScanAsync(FileToScan file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://scan.acme.example/scan") { Content = new StreamContent(file.Content) };
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellationToken) is "clean" ? null : "The scanner found something in it.";
    }
}
#endregion
