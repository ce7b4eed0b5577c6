using System.Net.Http.Json;
using CrmKit.Connectors;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Sessions;
using CrmKit.Settings;

namespace CrmKit.Docs.Snippets;

#region connector
public sealed class ErpPlugin : CrmPlugin
{
    public static readonly Field<string> Address = Field.Text("acme.address");
    public static readonly Field<string> Token = Field.Text("acme.token");

    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .Settings(s => s.Add(Address, new("Address of the ERP", "ERP 地址"), "https://erp.example").AddSecret(Token, new("Token", "令牌")))
        .AddConnector<ErpConnector>(new ConnectorDefinition
        {
            Key = "acme.erp",
            Label = new("ERP", "ERP"),
            PullEvery = TimeSpan.FromMinutes(15),
            Types =
            [
                new("account", [new("NAME1", "name"), new("STAFF", "employeeCount")]),
                new("contact", [new("LAST", "lastName"), new("COMPANY", "accountId")]),
            ],
        });
}

internal sealed class ErpConnector(IPluginSettings settings, IPluginHttp http) : IConnector
{
    public async ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(context, "ping", cancellationToken);
        return answer.IsSuccessStatusCode ? ConnectorCheck.Works : ConnectorCheck.Fails($"The ERP answers {(int)answer.StatusCode}. Check the token.");
    }

    public async ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken)
    {
        using var answer = (await AskAsync(context, $"changes?since={cursor}&limit=500", cancellationToken)).EnsureSuccessStatusCode();
        var page = (await answer.Content.ReadFromJsonAsync(ErpJson.Default.ErpPage, cancellationToken))!;
        return new PulledBatch([.. page.Rows.Select(Change)], page.Next) { HasMore = page.More };
    }

    private static PulledChange Change(ErpRow row) => new(row.Kind == "company" ? "account" : "contact", row.Id, row.Stamp)
    {
        IsDeleted = row.Gone,
        Values = CustomValues.Empty.With([new("NAME1", row.Name), new("STAFF", row.Staff), new("LAST", row.Name), new("COMPANY", row.Company)]),
    };

    private async Task<HttpResponseMessage> AskAsync(ConnectorContext context, string path, CancellationToken cancellationToken)
    {
        var values = await settings.ReadAsync(context.TenantId, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{values[ErpPlugin.Address]}/{path}");
        request.Headers.Authorization = new("Bearer", values[ErpPlugin.Token]);
        return await http.SendAsync(request, cancellationToken);
    }
}
#endregion

#region connector-push
internal sealed class ShopConnector(IPluginSettings settings, IPluginHttp http) : IConnector
{
    public static ConnectorDefinition Definition { get; } = new()
    {
        Key = "acme.shop",
        Label = new("Shop", "商店"),
        Types = [new("product", [new("title", "name"), new("price", "listPrice")]) { Push = ConnectorPush.All }],
    };

    public async ValueTask<IReadOnlyList<PushAnswer>> PushAsync(ConnectorContext context, IReadOnlyList<PushedChange> changes, CancellationToken cancellationToken)
    {
        var answers = new List<PushAnswer>();
        foreach (var change in changes) answers.Add(await SendAsync(await settings.ReadAsync(context.TenantId, cancellationToken), change, cancellationToken));
        return answers;
    }

    private async Task<PushAnswer> SendAsync(SettingValues values, PushedChange change, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(change.IsDeleted ? HttpMethod.Delete : HttpMethod.Put, $"{values[ErpPlugin.Address]}/products/{change.ExternalId}");
        request.Headers.Add("Idempotency-Key", change.Key); // the shop answers a key that it knows as it did before
        if (change.ExternalVersion is { } version) request.Headers.Add("If-Match", version);
        request.Content = new StringContent(change.Values.Json);
        using var answer = await http.SendAsync(request, cancellationToken);
        var product = await answer.Content.ReadFromJsonAsync(ErpJson.Default.ShopProduct, cancellationToken);
        return (int)answer.StatusCode switch
        {
            412 => PushAnswer.ChangedThere(change.Key, new PulledChange("product", product!.Id, product.Stamp) { Values = CustomValues.Empty.With([new("title", product.Title), new("price", product.Price)]) }),
            422 => PushAnswer.Refused(change.Key, new CrmError("acme.shop-refused", "The shop does not take this product. See its catalogue rules.")),
            _ => PushAnswer.Done(change.Key, product!.Id, product.Stamp),
        };
    }

    public ValueTask<ConnectorCheck> TestAsync(ConnectorContext context, CancellationToken cancellationToken) => new(ConnectorCheck.Works);

    public ValueTask<PulledBatch> PullAsync(ConnectorContext context, string? cursor, CancellationToken cancellationToken) => new(new PulledBatch([], cursor));
}
#endregion

internal sealed record ShopProduct(string Id, string Stamp, string Title, decimal? Price);

internal sealed record ErpPage(IReadOnlyList<ErpRow> Rows, string Next, bool More);

internal sealed record ErpRow(string Kind, string Id, string Stamp, bool Gone, string? Name, int? Staff, string? Company);

[System.Text.Json.Serialization.JsonSerializable(typeof(ErpPage)), System.Text.Json.Serialization.JsonSerializable(typeof(ShopProduct))]
internal sealed partial class ErpJson : System.Text.Json.Serialization.JsonSerializerContext;

public static class ConnectorDecisions
{
    #region connector-conflicts
    public static async Task TakeTheirsAsync(ICrmSession session)
    {
        foreach (var link in await session.Connectors.LinksAsync(new ConnectorLinkQuery { Connector = "acme.erp", Status = ConnectorLinkStatus.Conflict }))
            await session.Connectors.ResolveAsync(link.Id, link.TheirVersion!, ConflictChoice.TakeTheirs);
    }
    #endregion
}
