using CrmKit;
using CrmKit.Samples.Host;
using CrmKit.Samples.Host.Demo;
using CrmKit.Sessions;
using CrmKit.Setup;

var builder = WebApplication.CreateBuilder(args);
var settings = HostSettings.Read(builder, args);

builder.Services.AddCrmKit(crm => settings.Use(crm)); // database, files, mail, plugins
builder.Services.AddCrmKitApi(api =>
{
    api.PublicDocument = true;
    api.Title = "CrmKit sample host";
    api.KeyFolder = settings.Keys;
    api.RateLimits.IsEnabled = settings.RateLimits;
});
builder.Services.AddCrmKitIdentity(identity =>
{
    identity.PublicUrl = settings.PublicUrl;
    identity.SecureCookie = settings.SecureCookie;
});
builder.Services.AddCrmKitWeb(web => (web.SignInPath, web.SignOutPath) = ("/account/sign-in", "/account/sign-out"));
builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<PluginHealth>("plugins");
builder.Services.AddSingleton(settings).AddSingleton(Console.Out).AddSingleton<IDemoData, DemoData>();
builder.Services.AddHostedService<FirstStart>(); // after CrmKit's own: the database is up to date by then

var app = builder.Build();
var starting = Task.Run(() => app.Services.GetRequiredService<ICrm>().InitializeAsync()); // while routes are mapped
app.UseSecurityHeaders();
app.MapCrmKit();
app.MapCrmKitIdentity();
app.MapCrmKitForms();
app.MapCrmKitKnowledge();
app.MapCrmKitApiPage(signInPath: "/account/sign-in");
app.MapCrmKitWeb();
app.MapPlugins();
app.MapHealthChecks("/health");
app.MapStartPage();
app.MapSetup();
try
{
    await Task.WhenAll(starting, app.StartAsync());
    await app.WaitForShutdownAsync();
    return 0;
}
catch (CrmException refusal) // such as a database in use by another process
{
    await Console.Error.WriteLineAsync($"CrmKit cannot start. {refusal.Message}");
    return 1;
}
