using CrmKit.Cli;
using CrmKit.PostgreSql;

namespace CrmKit;

public sealed class DatabaseOptionTests
{
    [Fact]
    public async Task The_command_line_works_on_postgresql_where_it_is_told_to()
    {
        var database = await PostgreSqlCluster.NewDatabaseAsync();
        using var bench = new Workbench();
        var file = bench.Write("leads.csv", "name\n李雷\nHan\n");
        var map = bench.Write("map.json", """{ "columns": { "name": "name" } }""");
        var imported = await RunAsync("import", "lead", file, "--map", map, "--provider", "PostgreSql", "--db", database);
        Assert.True(imported.Code == 0, imported.Error);
        Assert.Equal("2", Assert.Single(await PostgreSqlCluster.QueryAsync(database, "SELECT count(*) FROM crm_lead")));
        await PostgreSqlCluster.DropAsync(database);
    }

    [Theory]
    [InlineData("Oracle", "crm.db", "store.provider-unknown")]
    [InlineData("PostgreSql", "crm.db", "store.connection-invalid")]
    [InlineData("PostgreSql", "", "store.connection-invalid")]
    [InlineData("Sqlite", "Data Source=crm.db", "store.connection-invalid")]
    [InlineData("PostgreSql", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=5", "store.unreachable")]
    public async Task A_database_that_cannot_be_meant_is_refused_with_its_code(string provider, string database, string code)
    {
        var answer = await RunAsync("list", "lead", "--provider", provider, "--db", database);
        Assert.Equal((2, code), (answer.Code, Assert.Single(answer.Codes)));
    }

    private static async Task<Answer> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new Answer(code, output.ToString(), error.ToString());
    }
}
