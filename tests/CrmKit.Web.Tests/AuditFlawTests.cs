using System.Net;
using CrmKit.AspNetCore;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Web;

/// <summary>Somebody changed the audit inside the database: administrators are told over REST and on the page, with the first entry that is wrong.</summary>
public sealed class AuditFlawTests(WebHost host) : IClassFixture<WebHost>
{
    [Fact]
    public async Task First_entry_that_is_not_as_it_was_written_is_named_to_administrators_alone()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var id = await host.Admin.CreateAsync("leads", """{"name":"Meddled with"}""");
        var store = host.Services.GetRequiredService<ICrmStore>();
        while (await UnsealedAsync() > 0) await store.AuditChain.SealAsync(1_000, host.Services.GetRequiredService<TimeProvider>().GetUtcNow(), cancellationToken);
        var whole = await host.Admin.GetAsync("/api/audit/verification", HttpStatusCode.OK);
        Assert.True((bool)whole["isWhole"]!);
        Assert.Null(whole["flaw"]);
        Assert.True((bool)(await host.Admin.GetAsync("/api/audit/verification?head=" + (string)whole["head"]!, HttpStatusCode.OK))["isWhole"]!);
        Assert.Equal("head-missing", (string)(await host.Admin.GetAsync("/api/audit/verification?head=999999:aa", HttpStatusCode.OK))["flaw"]!["kind"]!);
        await host.Admin.GetAsync("/api/audit/verification?head=nonsense", HttpStatusCode.BadRequest);
        var (_, rep) = await host.UserAsync("sales-rep");
        Assert.Equal("audit.forbidden", (await rep.GetAsync("/api/audit/verification", HttpStatusCode.Forbidden)).Code());

        await using (var transaction = await store.BeginAsync("default", cancellationToken))
        {
            var lead = Guid.Parse(id);
            var entry = (await transaction.ListAsync(transaction.Query<AuditEntry>().Where(e => e.RecordId == lead), cancellationToken))[0];
            entry.ActorName = "Nobody";
            await transaction.WriteAsync(new StoreBatch { RowUpdates = { new StoreRowUpdate(entry, [nameof(AuditEntry.ActorName)]) } }, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        var flaw = (await host.Admin.GetAsync("/api/audit/verification", HttpStatusCode.OK))["flaw"]!;
        Assert.Equal(("entry-changed", id, "Nobody"), ((string)flaw["kind"]!, (string)flaw["entry"]!["record"]!["id"]!, (string)flaw["entry"]!["actorName"]!));

        var page = await host.Browser.PageAsync("/crm/_admin/audit");
        var told = (await host.Browser.SubmitAsync(page.QuerySelectorAll("form[data-act=verify]")[^1], HttpStatusCode.OK)).QuerySelector("main")!;
        Assert.Contains("an entry says something else", told.QuerySelector(".alert-danger")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(told.QuerySelectorAll("dd a"), a => a.GetAttribute("href") == "/crm/leads/" + id);

        async Task<long> UnsealedAsync() => (long)(await host.Admin.GetAsync("/api/audit/verification", HttpStatusCode.OK))["unsealed"]!;
    }
}
