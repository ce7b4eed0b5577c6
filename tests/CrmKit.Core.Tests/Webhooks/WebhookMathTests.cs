using System.Text;

namespace CrmKit.Webhooks;

public sealed class WebhookMathTests
{
    [Fact]
    public void The_example_of_the_specification_is_signed_as_there() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecret.Sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Theory]
    [InlineData(1, 0.0, null, 3.75), InlineData(1, 1.0, null, 6.25), InlineData(2, 0.5, null, 300.0), InlineData(9, 0.5, null, 86400.0), InlineData(10, 0.5, null, null)]
    [InlineData(1, 0.5, 60, 60.0), InlineData(1, 0.5, -60, 5.0), InlineData(1, 0.5, 999999, 86400.0), InlineData(3, 0.5, 60, 1800.0), InlineData(10, 0.5, 60, null)]
    public void Pauses_grow_are_spread_and_grant_what_the_receiver_asks_up_to_a_day(int attempt, double spread, int? wish, double? seconds) =>
        Assert.Equal(seconds, WebhookSchedule.PauseAfter(attempt, spread, wish is { } w ? TimeSpan.FromSeconds(w) : null)?.TotalSeconds);
}
