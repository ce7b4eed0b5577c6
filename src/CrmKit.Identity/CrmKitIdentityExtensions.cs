using CrmKit.AspNetCore;
using CrmKit.Identity;
using CrmKit.Identity.Accounts;
using CrmKit.Identity.Administration;
using CrmKit.Identity.Endpoints;
using CrmKit.Identity.Factors;
using CrmKit.Identity.Links;
using CrmKit.Identity.Pages;
using CrmKit.Identity.Sessions;
using CrmKit.Pages;
using CrmKit.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds sign-in to hosts that have none of their own.</summary>
public static class CrmKitIdentityExtensions
{
    // What PBKDF2 with SHA-512 needs in 2025, by OWASP's cheat sheet.
    private const int HashIterations = 220_000;

    /// <summary>
    /// Adds the scheme <c>CrmKit</c> (a cookie for browsers, a bearer token for programs), routes of the API to sign in, and who is signed in as the caller of the API;
    /// the host's own <see cref="CrmKitApiOptions.ResolveActor"/> is asked where nobody is. Safe to call twice.
    /// </summary>
    /// <param name="services">The host's services, with <c>AddCrmKit</c>.</param>
    /// <param name="configure">Changes settings.</param>
    /// <exception cref="OptionsValidationException">At start: a setting is out of its range.</exception>
    public static IServiceCollection AddCrmKitIdentity(this IServiceCollection services, Action<CrmKitIdentityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null) services.Configure(configure);
        if (services.Any(s => s.ServiceType == typeof(SignIns))) return services;
        services.AddCrmKitApi();
        services.AddOptions<CrmKitIdentityOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CrmKitIdentityOptions>, CrmKitIdentityOptionsValidator>());
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = Math.Max(hasher.IterationCount, HashIterations));
        services.TryAddSingleton<IPasswordHasher<SignInAccount>, PasswordHasher<SignInAccount>>();
        services.AddSingleton<PasswordPolicy>().AddSingleton<SignInAccounts>().AddSingleton<SignIns>().AddSingleton<FactorSecrets>().AddSingleton<FactorDoor>();
        services.AddSingleton<Throttle>().AddSingleton<SignInSessions>().AddSingleton<SessionCookie>();
        services.AddSingleton<LinkDoor>().AddSingleton<IInvitations>(s => s.GetRequiredService<LinkDoor>());
        services.AddSingleton<ForgottenPasswords>().AddSingleton<IHostedService>(s => s.GetRequiredService<ForgottenPasswords>());
        services.AddSingleton<IAdministrationPage, InvitationsPage>();
        services.AddHostedService<SignInRetention>();
        services.AddSingleton<IApiRoutes, IdentityRoutes>();
        services.AddAuthenticationCore().AddWebEncoders(); // not AddAuthentication: its key ring is for tickets, of which there are none
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.PostConfigure<CrmKitApiOptions>(api =>
        {
            var other = api.ResolveActor;
            api.ResolveActor = async http => await SessionAuthentication.ActorAsync(http) ?? (other is null ? null : await other(http));
        });
        return services;
    }

    /// <summary>Maps plain pages under <c>/account</c> to sign in and out and to set a password; they need no script. Safe to call twice.</summary>
    public static IEndpointConventionBuilder MapCrmKitIdentity(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return AccountPages.Map(endpoints);
    }
}
