using CrmHost;
using CrmKit;

var builder = WebApplication.CreateBuilder(args);
var root = builder.Environment.ContentRootPath;

builder.Services.AddCrmKit(crm => crm
    .UseSqlite(Path.Combine(root, "crm.db"))
    .AddPlugins(Path.Combine(root, "plugins"), plugins => plugins.PollInterval = TimeSpan.FromSeconds(1))); // what is dropped there is loaded while the host runs
builder.Services.AddCrmKitApi();
builder.Services.AddHostedService<FirstAdministrator>(); // after CrmKit's own: the database is up to date by then

var app = builder.Build();
app.MapCrmKit();  // every record type, under /api
app.MapPlugins(); // which plugins there are, and on, off or anew, under /api/plugins
app.Run();
