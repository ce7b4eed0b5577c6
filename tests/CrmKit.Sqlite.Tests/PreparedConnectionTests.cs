using Microsoft.Data.Sqlite;

namespace CrmKit.Sqlite;

public sealed class PreparedConnectionTests : IDisposable
{
    private const string Named = "SELECT id FROM person WHERE name = $name ORDER BY id";
    private readonly TempFolder _folder = new();
    private readonly SqliteConnection _writer;
    private readonly PreparedConnection _reader;

    public PreparedConnectionTests()
    {
        var file = $"Data Source={_folder.File()};Pooling=False";
        _writer = new SqliteConnection(file);
        _writer.Open();
        Write("PRAGMA journal_mode = WAL; CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO person VALUES (1, 'Ann'), (2, 'Ann'), (3, 'Bo');");
        _reader = new PreparedConnection(file);
        _reader.Open();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Text_that_runs_again_asks_with_its_own_values_and_sees_what_was_written_since()
    {
        Assert.Equal([1, 2], Ids("Ann"));
        Assert.Equal([3], Ids("Bo"));
        Write("INSERT INTO person VALUES (4, 'Bo')");
        Assert.Equal([3, 4], Ids("Bo"));
    }

    [Fact]
    public void Same_text_runs_twice_at_once()
    {
        using var outer = Command("Ann");
        using var rows = outer.ExecuteReader();
        Assert.True(rows.Read());
        Assert.Equal([3], Ids("Bo"));
        Assert.True(rows.Read());
        Assert.Equal(2, rows.GetInt32(0));
        Assert.False(rows.Read());
    }

    [Fact]
    public void Text_runs_again_after_its_table_changed()
    {
        Assert.Equal([1, 2], Ids("Ann"));
        Write("ALTER TABLE person ADD COLUMN town TEXT; CREATE INDEX by_name ON person (name)");
        Assert.Equal([1, 2], Ids("Ann"));
    }

    [Fact]
    public void Rows_that_nobody_read_to_the_end_hold_nothing_back()
    {
        var command = Command("Ann");
        var rows = command.ExecuteReader();
        Assert.True(rows.Read());
        command.Dispose(); // before the rows
        rows.Dispose();
        Write("INSERT INTO person VALUES (5, 'Ann')");
        Assert.Equal([1, 2, 5], Ids("Ann"));
        using var checkpoint = _writer.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        Assert.Equal(0L, checkpoint.ExecuteScalar()); // 1 where a reader still looks at an older state
    }

    [Fact]
    public void Text_that_failed_is_understood_when_it_has_become_right()
    {
        using (var early = _reader.CreateCommand())
        {
            early.CommandText = "SELECT count(*) FROM town";
            Assert.Throws<SqliteException>(() => early.ExecuteScalar());
        }
        Write("CREATE TABLE town (name TEXT)");
        using var later = _reader.CreateCommand();
        later.CommandText = "SELECT count(*) FROM town";
        Assert.Equal(0L, later.ExecuteScalar());
    }

    [Fact]
    public void Value_that_is_left_out_is_missed_although_the_text_had_one_before()
    {
        Assert.Equal([3], Ids("Bo"));
        using var without = _reader.CreateCommand();
        without.CommandText = Named;
        Assert.Throws<InvalidOperationException>(() => without.ExecuteReader());
    }

    private List<int> Ids(string name)
    {
        using var command = Command(name);
        using var rows = command.ExecuteReader();
        var ids = new List<int>();
        while (rows.Read()) ids.Add(rows.GetInt32(0));
        return ids;
    }

    private SqliteCommand Command(string name)
    {
        var command = _reader.CreateCommand();
        command.CommandText = Named;
        command.Parameters.AddWithValue("$name", name);
        return command;
    }

    private void Write(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
