using CrmKit.Identity;

namespace CrmKit.AspNetCore.SignIn;

public sealed class IdentityOptionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_guide_and_valid()
    {
        var options = new CrmKitIdentityOptions();
        Assert.Equal((15, 10, 100), (options.MinPasswordLength, options.MaxFailures, options.MaxFailuresPerAddress));
        Assert.Equal((TimeSpan.FromMinutes(15), TimeSpan.FromDays(7), TimeSpan.FromHours(12)), (options.LockoutTime, options.SessionAge, options.IdleTime));
        Assert.Equal((TimeSpan.FromDays(7), TimeSpan.FromHours(1)), (options.InvitationAge, options.ResetAge));
        Assert.Equal((null, "CrmKit", true), (options.PublicUrl, options.Issuer, options.SecureCookie));
        Assert.True(new CrmKitIdentityOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Each_setting_out_of_its_range_is_named()
    {
        var failures = new CrmKitIdentityOptionsValidator().Validate(null, new CrmKitIdentityOptions
        {
            PublicUrl = new Uri("https://crm.example.com/?a=b"), MinPasswordLength = 7, MaxFailures = 2, MaxFailuresPerAddress = 9, LockoutTime = TimeSpan.Zero, SessionAge = TimeSpan.FromDays(91), IdleTime = TimeSpan.Zero,
            InvitationAge = TimeSpan.FromDays(31), ResetAge = TimeSpan.FromDays(2), Issuer = "a:b",
        }).Failures!.ToList();
        foreach (var setting in typeof(CrmKitIdentityOptions).GetProperties().Select(p => p.Name).Where(n => n is not (nameof(CrmKitIdentityOptions.SecureCookie) or nameof(CrmKitIdentityOptions.TenantUrl))))
            Assert.Contains(failures, f => f.StartsWith($"CrmKitIdentityOptions.{setting} ", StringComparison.Ordinal));
    }
}
