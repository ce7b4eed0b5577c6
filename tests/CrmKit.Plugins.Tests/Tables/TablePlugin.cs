namespace CrmKit.Plugins;

/// <summary>A plugin with tables of its own: every lead gets a visit, written in the transaction of its save. Versions of it differ in their migrations.</summary>
internal static class TablePlugin
{
    private static readonly string[] Framework = ["CrmKit.PluginTables", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions", "Microsoft.EntityFrameworkCore.Relational"];

    private const string Usings = """
        using System.Text.Json.Nodes; using CrmKit.Endpoints; using CrmKit.Leads; using CrmKit.Sessions; using CrmKit.Tables;
        using Microsoft.EntityFrameworkCore; using Microsoft.EntityFrameworkCore.Migrations; using Microsoft.EntityFrameworkCore.Metadata.Builders;
        namespace Sample;
        """;

    /// <summary>Makes the table that the model asks for, and undoes it.</summary>
    public const string CreateVisits = """
        public sealed class CreateVisits : TableMigration
        {
            protected override void Up(MigrationBuilder migration) => migration.CreateTable(Table("visits"), table => new
            {
                TenantId = Tenant(table),
                Id = table.Column<Guid>(nullable: false),
                LeadId = table.Column<Guid>(nullable: false),
                Remark = table.Column<string>(nullable: true),
                At = table.Column<DateTime>(nullable: false),
                Minutes = table.Column<int>(nullable: false),
            }, constraints: table => table.PrimaryKey("pk_visits", row => row.Id));
            protected override void Down(MigrationBuilder migration) => migration.DropTable(Table("visits"));
        }
        """;

    /// <summary>One more table and column, with values for the rows that are there.</summary>
    public const string AddRating = """
        public sealed class AddRating : TableMigration
        {
            protected override void Up(MigrationBuilder migration)
            {
                migration.AddColumn<int>("Rating", Table("visits"), nullable: false, defaultValue: 0);
                migration.Sql($"UPDATE {Table("visits")} SET Rating = Minutes / 10; CREATE INDEX ix_rating ON {Table("visits")} (tenant_id, Rating)");
            }
            protected override void Down(MigrationBuilder migration)
            {
                migration.DropIndex("ix_rating", Table("visits"));
                migration.DropColumn("Rating", Table("visits"));
            }
        }
        """;

    /// <summary>The source of a plugin.</summary>
    /// <param name="list">Lists the migrations: <c>.Migration&lt;CreateVisits&gt;("1.0.0")</c>.</param>
    /// <param name="migrations">Their classes.</param>
    /// <param name="act">What the endpoint <c>do</c> does, with <c>visits</c>, <c>session</c>, <c>how</c> and <c>token</c> at hand; returns a JsonNode.</param>
    /// <param name="model">More of OnModelCreating.</param>
    /// <param name="configure">More of Configure.</param>
    /// <param name="id">The plugin's id.</param>
    public static string Source(string list = ".Migration<CreateVisits>(\"1.0.0\")", string migrations = CreateVisits, string act = "return (await visits.Visits.CountAsync(token));", string model = "", string configure = "", string id = "acme", string more = "") => $$"""
        {{Usings}}
        public sealed class Visit
        {
            public Guid Id { get; set; } = Guid.NewGuid();
            public Guid LeadId { get; set; }
            public string? Remark { get; set; }
            public DateTimeOffset At { get; set; }
            public int Minutes { get; set; }
        }
        public sealed class VisitContext(DbContextOptions<VisitContext> options) : PluginDbContext(options)
        {
            public DbSet<Visit> Visits => Set<Visit>();
            protected override void OnModelCreating(ModelBuilder builder) { {{model}} }
        }
        {{migrations}}
        public sealed class SamplePlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin)
            {
                plugin.AddTables<VisitContext>(options => new(options), tables => _ = tables{{list}});
                plugin.AddAfterSave<AddVisit>("lead");
                plugin.AddEndpoint<Do>(new EndpointDefinition { Key = "{{id}}.do", Method = "GET", Path = "/do", Summary = new LocalizedText("Does."), Query = [new EndpointParameter("how", "How.")] });
                {{configure}}
            }
        }
        public sealed class AddVisit(IPluginTables<VisitContext> tables) : IAfterSave
        {
            public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token)
            {
                await using var visits = await tables.OpenAsync(context.Session, token);
                foreach (var change in context.Changes.Where(c => c.Operation == RecordOperation.Create))
                    visits.Add(new Visit { LeadId = change.After.Id, Remark = ((Lead)change.After).Name, At = context.Session.Now, Minutes = 30 });
                await visits.SaveChangesAsync(token);
            }
        }
        public sealed class Do(IPluginTables<VisitContext> tables) : IPluginEndpoint
        {
            public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken token)
            {
                var (session, how) = (context.Session, context.Request.Query.GetValueOrDefault("how", ""));
                await using var visits = await tables.OpenAsync(session, token);
                return EndpointAnswer.Json(new JsonObject { ["answer"] = await ActAsync() });
                async Task<JsonNode?> ActAsync() { {{act}} }
            }
        }
        {{more}}
        """;

    public static void Compile(string folder, string source) => Compiled.Into(folder, "Plugin", source, host: Framework);
}
