using CrmKit;
using CrmKit.Samples.Host;

var builder = WebApplication.CreateBuilder(args);
var settings = HostSettings.Read(builder);

builder.Services.AddCrmKit(crm => crm.UseSqlite(settings.Database).AddPlugins(settings.Plugins));
builder.Services.AddCrmKitApi(api =>
{
    api.PublicDocument = true;
    api.Title = "CrmKit sample host";
});
builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
builder.Services.AddSingleton(settings);
builder.Services.AddHostedService<FirstStart>(); // after CrmKit's own: the database is up to date by then

var app = builder.Build();
app.UseSecurityHeaders();
app.MapCrmKit();
app.MapPlugins();
app.MapHealthChecks("/health");
app.MapStartPage();
app.MapSetup();
app.Run();
