using System.Net;
using CrmKit.Identity;
using CrmKit.Identity.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CrmKit.AspNetCore.SignIn;

public sealed class ThrottleTests
{
    private readonly SettableClock _clock = new();
    private readonly Throttle _throttle;

    public ThrottleTests() => _throttle = new Throttle(Options.Create(new CrmKitIdentityOptions { MaxFailures = 3, MaxFailuresPerAddress = 10 }), _clock);

    [Fact]
    public void A065_One_network_tries_many_names_as_often_as_it_may_fail_and_no_more()
    {
        for (var i = 0; i < 10; i++) _throttle.Begin($"name {i}", From("2001:db8:1:2::1"));
        Refused("another name", "2001:db8:1:2::1");
        Refused("another name", "2001:db8:1:2:ffff::9"); // the same network, however many addresses it has
        _throttle.Begin("another name", From("2001:db8:1:3::1"));
        _throttle.Begin("yet another", From("198.51.100.7"));
        _clock.Now += TimeSpan.FromMinutes(15);
        _throttle.Begin("another name", From("2001:db8:1:2::1"));
    }

    [Fact]
    public void One_name_is_tried_from_many_networks_as_often_as_it_may_fail()
    {
        for (var i = 0; i < 3; i++) _throttle.Begin("ada", From($"198.51.100.{i}"));
        var wait = Refused("ada", "198.51.100.9");
        Assert.InRange(wait, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        _throttle.Begin("bob", From("198.51.100.9"));
    }

    [Fact]
    public void What_was_right_does_not_count()
    {
        for (var i = 0; i < 50; i++)
        {
            _throttle.Begin("ada", From("::ffff:198.51.100.1"));
            _throttle.Succeeded("ada", From("198.51.100.1"));
        }
    }

    private TimeSpan Refused(string name, string address)
    {
        var refusal = Assert.Throws<ApiException>(() => _throttle.Begin(name, From(address)));
        Assert.Equal((429, "sign-in.too-many"), (refusal.Status, refusal.Error.Code));
        return refusal.RetryAfter!.Value;
    }

    private static Origin From(string address) => Origin.Of(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } });
}
