using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.Docs.Snippets;

#region tables
public sealed class VisitsPlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin) => plugin
        .AddTables<VisitContext>(options => new(options), tables => tables
            .Migration<CreateVisits>("1.0.0")
            .Migration<AddRating>("1.1.0"))
        .AddAfterSave<CountFirstVisit>("lead");
}

public sealed class Visit
{
    public Guid Id { get; set; } = Guid.CreateVersion7();
    public Guid LeadId { get; set; }
    public DateTimeOffset At { get; set; }
    public int Rating { get; set; }
}

public sealed class VisitContext(DbContextOptions<VisitContext> options) : PluginDbContext(options)
{
    public DbSet<Visit> Visits => Set<Visit>();
}
#endregion

#region table-migrations
public sealed class CreateVisits : TableMigration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(Table("visits"), table => new
        {
            TenantId = Tenant(table),
            Id = table.Column<Guid>(nullable: false),
            LeadId = table.Column<Guid>(nullable: false),
            At = table.Column<DateTime>(nullable: false),
        }, constraints: table => table.PrimaryKey("pk_visits", row => row.Id));
        migrationBuilder.CreateIndex($"ix_{Table("visits")}_lead", Table("visits"), [TenantColumn, "LeadId"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable(Table("visits"));
}

public sealed class AddRating : TableMigration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.AddColumn<int>("Rating", Table("visits"), nullable: false, defaultValue: 0);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropColumn("Rating", Table("visits"));
}
#endregion

#region table-use
internal sealed class CountFirstVisit(IPluginTables<VisitContext> tables) : IAfterSave
{
    public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken cancellationToken)
    {
        await using var visits = await tables.OpenAsync(context.Session, cancellationToken); // in the transaction of the save
        foreach (var change in context.Changes.Where(c => c is { Operation: RecordOperation.Create, After: Lead { Source: "visit" } }))
            visits.Add(new Visit { LeadId = change.After.Id, At = context.Session.Now });
        await visits.SaveChangesAsync(cancellationToken);
    }
}
#endregion
