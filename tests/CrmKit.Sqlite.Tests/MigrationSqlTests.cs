using CrmKit.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CrmKit.Sqlite;

public sealed class MigrationSqlTests
{
    [Fact]
    public void Dropping_a_column_needs_no_new_table() =>
        Assert.Equal("ALTER TABLE \"crm_lead\" DROP COLUMN \"score\";", Assert.Single(Sql(b => b.DropColumn("score", "crm_lead"))).Trim());

    [Fact]
    public void Another_length_of_text_changes_nothing() =>
        Assert.Empty(Sql(b => b.AlterColumn<string>("name", "crm_lead", maxLength: 400, nullable: false, oldClrType: typeof(string), oldMaxLength: 200)));

    [Fact]
    public void What_would_rebuild_a_table_is_refused_with_the_way_around()
    {
        Assert.Contains("crm_lead.name", Assert.Throws<NotSupportedException>(() => Sql(b => b.AlterColumn<long>("name", "crm_lead", nullable: false, oldClrType: typeof(string)))).Message);
        Assert.Contains("drop the old one in a later release", Assert.Throws<NotSupportedException>(() => Sql(b => b.AddForeignKey("fk", "crm_lead", "campaign_id", "crm_campaign", principalColumn: "id"))).Message);
    }

    private static List<string> Sql(Action<MigrationBuilder> migration)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        using var database = new SqliteDatabase("", new SqliteOptions());
        var options = new DbContextOptionsBuilder<MigrationContext>();
        database.ConfigureMigrations(options, connection, "crm_migration_test");
        using var context = new MigrationContext(options.Options, "test");
        var builder = new MigrationBuilder("Microsoft.EntityFrameworkCore.Sqlite");
        migration(builder);
        return [.. context.GetService<IMigrationsSqlGenerator>().Generate(builder.Operations).Select(c => c.CommandText)];
    }
}
