using System.Net;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Accounts;
using CrmKit.Activities;
using CrmKit.Cases;
using CrmKit.Records;

namespace CrmKit.AspNetCore.Hooks;

public sealed class TwilioCallHookTests(HookHost host) : IClassFixture<HookHost>
{
    // From Twilio's documentation of its signature: address, parameters, token.
    private const string DocumentedAddress = "https://example.com/myapp.php?foo=1&bar=2", DocumentedToken = "12345", DocumentedSignature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";

    [Fact]
    public void Signature_is_the_documented_one() => Assert.Equal(DocumentedSignature, Sign(DocumentedAddress, DocumentedToken,
        [("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675310"), ("Digits", "1234"), ("From", "+14158675310"), ("To", "+18005551212")]));

    [Fact]
    public async Task S41_each_call_that_came_in_is_taken_in_once_also_when_nobody_took_it()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Call("CA1", "+4930901820", "ringing")));
        Assert.Null(await host.LeadAsync("+4930901820"));
        var missed = Call("CA1", "+4930901820", "no-answer");
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(missed));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(missed));
        var lead = (await host.LeadAsync("+4930901820"))!;
        Assert.Equal(("+4930901820", "phone", "twilio", "no-answer, 12 s, +498912345"), (lead.Name, lead.Channel, lead.Source, lead.NeedDescription));
    }

    [Fact]
    public async Task S102_call_of_a_customer_stands_in_his_open_case_once()
    {
        await using var session = host.Open();
        var contact = await session.Records.CreateAsync(new Contact { LastName = "Wong", Mobile = "+4930901877" });
        var open = await session.Records.CreateAsync(new SupportCase { Subject = "It drips", ContactId = contact.Id });
        foreach (var _ in (int[])[1, 2]) Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Call("CA77", "+4930901877", "completed")));
        Assert.Null(await host.LeadAsync("+4930901877"));
        await using var later = host.Open();
        var call = Assert.Single(await later.Records.ListAsync(new Specification<PhoneCall>(c => c.RegardingId == open.Id)));
        Assert.Equal((ActivityDirection.Incoming, "+4930901877", contact.Id, "completed, 12 s, +498912345"), (call.Direction, call.PhoneNumber, call.ContactId, call.Body));
    }

    [Fact]
    public async Task Calls_of_ones_own_and_of_hidden_numbers_make_no_lead()
    {
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Call("CA2", "+4930901821", "completed", "outbound-api")));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(Call("CA3", "anonymous", "completed")));
        Assert.Null(await host.LeadAsync("+4930901821"));
    }

    [Fact]
    public async Task S41_what_is_signed_by_nobody_by_others_or_for_another_address_is_refused()
    {
        var call = Call("CA4", "+4930901829", "completed");
        foreach (var signature in new[] { null, "", "x", Sign(HookHost.CallsAt.OriginalString, "other", call), Sign("https://other.example.com/hooks/twilio/calls", HookHost.AuthToken, call), Sign(HookHost.CallsAt.OriginalString, HookHost.AuthToken, call[1..]) })
            Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(call, signature));
        Assert.Null(await host.LeadAsync("+4930901829"));
    }

    private static (string, string)[] Call(string sid, string from, string status, string direction = "inbound") =>
        [("CallSid", sid), ("From", from), ("To", "+498912345"), ("CallStatus", status), ("Direction", direction), ("CallDuration", "12")];

    private static string Sign(string address, string token, (string Key, string Value)[] told)
    {
#pragma warning disable CA5350 // what Twilio signs with
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(address + string.Concat(told.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => t.Key + t.Value)))));
#pragma warning restore CA5350
    }

    private Task<HttpStatusCode> SendAsync((string, string)[] call) => SendAsync(call, Sign(HookHost.CallsAt.OriginalString, HookHost.AuthToken, call));

    private async Task<HttpStatusCode> SendAsync((string Key, string Value)[] call, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/twilio/calls") { Content = new FormUrlEncodedContent(call.Select(c => KeyValuePair.Create(c.Key, c.Value))) };
        if (signature is not null) request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
