using System.Collections.Concurrent;
using System.Data.Common;
using CrmKit.Imports;
using CrmKit.Records;
using CrmKit.Sessions;
using CrmKit.Specification;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Sqlite;

/// <summary>What an import asks the file for, however large it is.</summary>
public sealed class ImportLookupTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_that_update_records_find_them_by_the_index_of_their_key()
    {
        var plans = new ConcurrentBag<string>();
        using (new StatementWatch(statement =>
        {
            if (statement.Connection?.DataSource == _folder.File() && statement.CommandText.Contains("\"external_id\" IN", StringComparison.Ordinal)) plans.Add(PlanOf(statement));
        }))
        {
            await using var services = new ServiceCollection().AddLogging().AddCrmKit(crm => crm.UseSqlite(_folder.File(), sqlite => sqlite.Durability = SqliteDurability.Normal)).BuildServiceProvider();
            var crm = services.GetRequiredService<ICrm>();
            var map = new ImportMap
            {
                Columns = [new ImportColumn { Column = "id", Field = "externalId" }, new ImportColumn { Column = "name", Field = "name" }],
                Key = ["externalId"],
                OnExisting = ExistingRecordPolicy.Update,
            };
            await ImportAsync(crm, map, "first.csv", "id,name\n1,Ada\n2,Tom\n");
            var result = await ImportAsync(crm, map, "second.csv", "id,name\n1,Ada Fox\n3,Eve\n");
            Assert.Equal((1, 1), (result.Created, result.Updated));
        }
        Assert.NotEmpty(plans);
        Assert.All(plans, plan => Assert.Contains("external_id=?", plan, StringComparison.Ordinal));
    }

    private async Task<ImportResult> ImportAsync(ICrm crm, ImportMap map, string name, string text)
    {
        var file = _folder.File(name);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        await using var session = crm.OpenSession(Actor.System("test"));
        return await session.Imports.RunAsync(new ImportRequest("lead", file, map), null, TestContext.Current.CancellationToken);
    }

    private static string PlanOf(DbCommand statement)
    {
        using var explain = statement.Connection!.CreateCommand();
        (explain.CommandText, explain.Transaction) = ("EXPLAIN QUERY PLAN " + statement.CommandText, statement.Transaction);
        foreach (DbParameter parameter in statement.Parameters)
        {
            var same = explain.CreateParameter();
            (same.ParameterName, same.Value) = (parameter.ParameterName, parameter.Value);
            explain.Parameters.Add(same);
        }
        using var plan = explain.ExecuteReader();
        var lines = new List<string>();
        while (plan.Read()) lines.Add(plan.GetString(3));
        return string.Join('\n', lines);
    }
}
