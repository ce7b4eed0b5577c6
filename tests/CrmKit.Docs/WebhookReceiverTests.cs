using System.Text;
using CrmKit.Docs.Snippets;

namespace CrmKit.Docs;

public sealed class WebhookReceiverTests
{
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    // The example of the specification of Standard Webhooks.
    [Theory]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, true)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 299, true)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 301, false)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0, false), InlineData("v1,AAAA", 0, false), InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, false), InlineData("", 0, false), InlineData("v1,%%", 0, false)]
    public void The_receiver_of_the_guide_takes_what_is_signed_as_the_specification_asks(string signatures, int late, bool isGenuine) =>
        Assert.Equal(isGenuine, WebhookSnippets.IsGenuine("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", signatures, Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), Sent.AddSeconds(late)));
}
