using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CrmKit.AspNetCore.SignIn;
using CrmKit.Forms;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore.Mail;

/// <summary>The sample host with a mail server in its settings: people get what they have to click on, and clicking works.</summary>
public sealed partial class HostMailTests(MailingHost host) : IClassFixture<MailingHost>
{
    [Fact]
    public async Task An_invitation_and_a_forgotten_password_arrive_with_a_link_that_works()
    {
        Guid id;
        await using (var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test")))
            id = (await session.Records.CreateAsync(new User { Name = "王芳", Email = "wang@example.com", Roles = "sales-rep", Language = "zh-Hans" })).Id;
        await host.Admin.JsonAsync("POST", "/api/invitations", new { userId = id }, HttpStatusCode.Created);
        var invitation = await host.Server.NextAsync();
        Assert.Equal(("wang@example.com", "邀请您使用 CRM"), (invitation.GetProperty("to")[0].GetString(), invitation.GetProperty("subject").GetString()));
        await host.Client().JsonAsync("POST", "/api/password/set", new { token = TokenIn(invitation), password = SignInHost.Password }, HttpStatusCode.NoContent);
        await host.Client().JsonAsync("POST", "/api/sign-in", new { email = "wang@example.com", password = SignInHost.Password }, HttpStatusCode.OK);

        await host.Client().JsonAsync("POST", "/api/password/forgotten", new { email = "wang@example.com" }, HttpStatusCode.Accepted);
        var reset = await host.Server.NextAsync();
        Assert.Equal("重设密码", reset.GetProperty("subject").GetString());
        Assert.NotEqual(invitation.GetProperty("id").GetString(), reset.GetProperty("id").GetString());
        await host.Client().JsonAsync("POST", "/api/password/set", new { token = TokenIn(reset), password = SignInHost.Password + "!" }, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task S46_A_form_asks_by_mail_and_its_link_confirms()
    {
        await using var session = host.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
        var form = await session.Forms.SaveAsync(new WebForm
        {
            Name = "News", Fields = [new("email", IsRequired: true)], Consent = new Dictionary<string, string> { ["en"] = "You may write to me." }, ConsentPurpose = "newsletter", IsConfirmedByMail = true, MinimumSeconds = 0,
        });
        await session.Forms.SubmitAsync(form, new FormPosting { Token = session.Forms.NewToken(form), Values = new Dictionary<string, string> { ["email"] = "reader@example.com" }, Consents = true });
        var mail = await host.Server.NextAsync();
        Assert.Equal(("reader@example.com", "Please confirm"), (mail.GetProperty("to")[0].GetString(), mail.GetProperty("subject").GetString()));
        var link = Link().Match(mail.GetProperty("text").GetString()!).Value;
        Assert.StartsWith("https://crm.example.com/forms/consents/", link, StringComparison.Ordinal);
        using var page = await host.Client().GetAsync(new Uri(new Uri(link).AbsolutePath, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private static string TokenIn(JsonElement mail)
    {
        var link = Link().Match(mail.GetProperty("text").GetString()!).Value;
        Assert.StartsWith("https://crm.example.com/account/password?token=", link, StringComparison.Ordinal);
        return link.Split("token=")[1];
    }

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Link();
}

/// <summary>The sample host, told of a mail server by its settings.</summary>
public sealed class MailingHost : ApiHost
{
    internal MailServer Server { get; private set; } = null!;

    protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync()
    {
        Server = await MailServer.StartAsync();
        return new Dictionary<string, string>(OwnFile)
        {
            ["CrmKit:PublicUrl"] = "https://crm.example.com",
            ["CrmKit:Mail:Host"] = "127.0.0.1",
            ["CrmKit:Mail:Port"] = $"{Server.Port}",
            ["CrmKit:Mail:Security"] = "None",
            ["CrmKit:Mail:From"] = "CRM <crm@example.com>",
        };
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }
}
