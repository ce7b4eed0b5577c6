using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using CrmKit.Planning;
using CrmKit.Records;
using CrmKit.Sessions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CrmKit.AspNetCore.SignIn;

/// <summary>CrmKit in an application that has its own users and tokens.</summary>
public sealed class JwtTests(JwtTests.OwnHost host) : IClassFixture<JwtTests.OwnHost>
{
    [Fact]
    public async Task A_claim_of_the_hosts_own_principal_names_the_user()
    {
        Assert.Equal(host.UserId, (Guid)(await host.Client(host.Token()).GetAsync("/api/me", HttpStatusCode.OK))["userId"]!);
        await host.Client(host.Token(subject: "nobody here")).GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await host.Client(host.Token(subject: "")).GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await host.Client(host.Token(subject: "gone")).GetAsync("/api/me", HttpStatusCode.Unauthorized);
        await host.Client(null).GetAsync("/api/me", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A070_Forged_tokens_are_nobody()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var other = RSA.Create(2048);
        var swapped = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(host.PublicPem)); // the public key, taken for a shared secret
        var none = $"{Part("""{"alg":"none","typ":"JWT"}""")}.{host.Token().Split('.')[1]}.";
        foreach (var forged in new[]
        {
            none, none + "x", host.Token()[..^4] + "AAAA", host.Token().Replace(".", "..", StringComparison.Ordinal),
            host.Token(new SigningCredentials(swapped, SecurityAlgorithms.HmacSha256)),
            host.Token(new SigningCredentials(new RsaSecurityKey(other), SecurityAlgorithms.RsaSha256)),
            host.Token(new SigningCredentials(new RsaSecurityKey(other) { KeyId = "../../../../dev/null" }, SecurityAlgorithms.RsaSha256)),
            host.Token(expires: now - TimeSpan.FromHours(1)), host.Token(notBefore: now + TimeSpan.FromHours(1)), host.Token(audience: "other"), host.Token(issuer: "https://evil.example"),
        })
            Assert.Equal("access.unauthenticated", (await host.Client(forged).GetAsync("/api/me", HttpStatusCode.Unauthorized)).Code());
    }

    private static string Part(string json) => Base64UrlEncoder.Encode(json);

    /// <summary>An application of somebody else's, with CrmKit in it.</summary>
    public sealed class OwnHost : IAsyncLifetime
    {
        private const string Issuer = "https://id.example.com";
        private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-own-").FullName;
        private readonly RSA _key = RSA.Create(2048);
        private WebApplication? _app;

        public Guid UserId { get; private set; }

        public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

        public async ValueTask InitializeAsync()
        {
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseTestServer();
            builder.Logging.ClearProviders();
            builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
            {
                jwt.MapInboundClaims = false;
                jwt.TokenValidationParameters = new TokenValidationParameters { ValidIssuer = Issuer, ValidAudience = "crm", IssuerSigningKey = new RsaSecurityKey(_key), ValidAlgorithms = [SecurityAlgorithms.RsaSha256] };
            });
            builder.Services.AddCrmKit(crm => crm.UseSqlite(Path.Combine(_folder, "crm.db")));
            builder.Services.AddCrmKitApi(api => api.MapUser("sub", UserKey.ExternalId));
            _app = builder.Build();
            _app.UseAuthentication();
            _app.MapCrmKit();
            await _app.StartAsync();
            await using var session = _app.Services.GetRequiredService<ICrm>().OpenSession(Actor.System("test"));
            UserId = (await session.Records.CreateAsync(new User { Name = "Ada", Roles = "reader", ExternalId = "u-17" })).Id;
            await session.Records.CreateAsync(new User { Name = "Gone", Roles = "administrator", ExternalId = "gone", IsActive = false });
        }

        public string Token(SigningCredentials? signedWith = null, string subject = "u-17", string audience = "crm", string issuer = Issuer, DateTimeOffset? expires = null, DateTimeOffset? notBefore = null)
        {
            var now = TimeProvider.System.GetUtcNow();
            return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Subject = new ClaimsIdentity([new Claim("sub", subject)]), Audience = audience, Issuer = issuer,
                NotBefore = (notBefore ?? now - TimeSpan.FromHours(2)).UtcDateTime, Expires = (expires ?? now + TimeSpan.FromHours(2)).UtcDateTime,
                SigningCredentials = signedWith ?? new SigningCredentials(new RsaSecurityKey(_key), SecurityAlgorithms.RsaSha256),
            });
        }

        public HttpClient Client(string? token)
        {
            var client = _app!.GetTestClient();
            if (token is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
            return client;
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null) await _app.DisposeAsync();
            _key.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
