using CrmKit.Sqlite;

namespace CrmKit;

/// <summary><c>crmkit backup</c> and <c>crmkit restore</c>.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly Workbench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task F23_backup_is_restored_with_its_hash_and_replaces_only_when_told()
    {
        await _bench.ImportAsync("account", "name\nEngines\n", """{"columns":{"name":"name"}}""");
        var backup = await _bench.RunAsync("backup", _bench.At("crm.crmbackup"), "--json");
        Assert.True(backup.Code == 0, backup.Error);
        var hash = backup.Json[0].GetProperty("sha256").GetString()!;
        Assert.False(File.Exists(_bench.At("crm.crmbackup.partial")));
        Assert.Equal(["cli.file-exists"], (await _bench.RunAsync("backup", _bench.At("crm.crmbackup"))).Codes);

        await _bench.ImportAsync("account", "name\nLater\n", """{"columns":{"name":"name"}}""");
        Assert.Equal(["backup.not-empty"], (await _bench.RunAsync("restore", _bench.At("crm.crmbackup"))).Codes);
        Assert.Equal(["cli.other-backup"], (await _bench.RunAsync("restore", _bench.At("crm.crmbackup"), "--replace", "--sha256", "00")).Codes);
        Assert.Equal(["backup.tenant"], (await _bench.RunAsync("restore", _bench.At("crm.crmbackup"), "--tenant", "stranger")).Codes);
        Assert.Equal(2, (await _bench.ListAsync("account")).Count);
        var restored = await _bench.RunAsync("restore", _bench.At("crm.crmbackup"), "--replace", "--sha256", hash);
        Assert.True(restored.Code == 0, restored.Error);
        Assert.Equal("Engines", Assert.Single(await _bench.ListAsync("account")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Copy_of_a_file_that_a_host_has_open_holds_what_was_committed()
    {
        await _bench.ImportAsync("account", "name\nEngines\n", """{"columns":{"name":"name"}}""");
        using (SqliteFile.Acquire(_bench.Database, new SqliteOptions())) await SqliteCopy.MakeAsync(_bench.Database, _bench.At("copy.db"), TestContext.Current.CancellationToken);
        File.Move(_bench.At("copy.db"), _bench.Database, overwrite: true);
        Assert.Single(await _bench.ListAsync("account"));
    }
}
