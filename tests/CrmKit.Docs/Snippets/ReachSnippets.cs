using System.Text;
using CrmKit.Plugins;

namespace CrmKit.Docs.Snippets;

#region reach
internal sealed class Rates(IPluginHttp http, IPluginFiles files, TimeProvider clock)
{
    public async Task<string> TodayAsync(CancellationToken cancellationToken)
    {
        var path = $"rates/{clock.GetUtcNow():yyyy-MM-dd}.json";
        if (files.OpenRead(path) is { } kept)
            using (var reader = new StreamReader(kept)) return await reader.ReadToEndAsync(cancellationToken);

        using var request = new HttpRequestMessage(HttpMethod.Get, "https://rates.example.com/today");
        using var answer = await http.SendAsync(request, cancellationToken);
        var rates = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        await using var file = files.OpenWrite(path);
        await file.WriteAsync(Encoding.UTF8.GetBytes(rates), cancellationToken);
        return rates;
    }
}
#endregion
