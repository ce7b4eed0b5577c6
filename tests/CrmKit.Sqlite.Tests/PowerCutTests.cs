using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

public sealed class PowerCutTests : IDisposable
{
    private const int Commits = 25;
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task F31_Log_cut_at_any_frame_and_any_byte_loses_only_the_last_commits()
    {
        await using var store = (EfStore)_folder.Store(options: new SqliteOptions { CheckpointPages = 1_000_000 });
        await store.InitializeAsync(Cancellation);
        for (var i = 0; i < Commits; i++) await FileTests.InsertAsync(store, $"{i:00}");

        var database = await ReadSharedAsync(_folder.File());
        var log = await ReadSharedAsync(_folder.File() + "-wal");
        const int Header = 32, Frame = 24 + 4096;
        Assert.True(log.Length > Header + (Commits * Frame));
        var random = new Random(31);
        var frames = (log.Length - Header) / Frame;
        var cuts = Enumerable.Range(Math.Max(0, frames - 120), Math.Min(121, frames + 1)).Select(f => Header + (f * Frame)).Concat(Enumerable.Range(0, 60).Select(_ => random.Next(log.Length))).Append(0).Append(log.Length);
        var survivors = new HashSet<int>();
        foreach (var cut in cuts)
        {
            var file = _folder.File($"cut-{cut}.db");
            await File.WriteAllBytesAsync(file, database, Cancellation);
            await File.WriteAllBytesAsync(file + "-wal", log[..cut], Cancellation);
            survivors.Add(await SurvivorsAsync(file, cut == log.Length));
            foreach (var rest in Directory.GetFiles(_folder.Path, $"cut-{cut}.db*")) File.Delete(rest);
        }
        Assert.True(survivors.Count > Commits / 2, $"The cuts met only {survivors.Count} different states.");
    }

    private static async Task<int> SurvivorsAsync(string file, bool isWhole)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(Cancellation);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await command.ExecuteScalarAsync(Cancellation));
        command.CommandText = "PRAGMA foreign_key_check";
        Assert.Null(await command.ExecuteScalarAsync(Cancellation));
        command.CommandText = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'crm_custom_record'";
        if ((long)(await command.ExecuteScalarAsync(Cancellation))! == 0) return -1; // cut before the schema was committed
        command.CommandText = "SELECT name FROM crm_custom_record ORDER BY name";
        using var reader = await command.ExecuteReaderAsync(Cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(Cancellation)) names.Add(reader.GetString(0));
        Assert.Equal(Enumerable.Range(0, names.Count).Select(i => $"{i:00}"), names); // a prefix: no commit is lost before a later one
        if (isWhole) Assert.Equal(Commits, names.Count);
        return names.Count;
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Cancellation);
        return bytes;
    }
}
