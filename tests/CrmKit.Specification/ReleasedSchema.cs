using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CrmKit.EntityFrameworkCore;
using CrmKit.Records;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Record = CrmKit.Records.Record;

namespace CrmKit.Specification;

/// <summary>
/// Databases of released versions, as statements in <c>Released/&lt;migration&gt;.&lt;database&gt;.sql</c>: the schema as that version made it, and rows as it wrote them. Those of a version that is not released yet are drafted again
/// with its migration; afterwards they stay as they are.
/// </summary>
internal static partial class ReleasedSchema
{
    private const string Rows = "-- rows\n";

    private static string Folder => Path.Combine(Repository(), "tests", "CrmKit.Specification", "Released");

    public static string FileOf(string migration, string database) => Path.Combine(Folder, $"{migration}.{database}.sql");

    /// <summary>The files of a database, oldest schema first.</summary>
    public static IEnumerable<string> Files(string database) => Directory.EnumerateFiles(Folder, $"*.{database}.sql").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>The statements that make the schema, without those of the rows: what rows look like changes with any option of any field.</summary>
    public static string SchemaOf(string script) => script[..script.IndexOf(Rows, StringComparison.Ordinal)];

    /// <summary>How many rows each table gets.</summary>
    public static IEnumerable<(string Table, int Count)> CountRows(string script) =>
        Insert().Matches(script).Select(m => m.Groups[1].Value).Where(t => t.StartsWith("crm_", StringComparison.Ordinal) && !t.StartsWith("crm_migration_", StringComparison.Ordinal)).GroupBy(t => t).Select(g => (g.Key, g.Count()));

    public static async Task<string> WriteAsync(IStoreDatabase database, DbConnection connection, string migration, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<MigrationContext>();
        database.ConfigureMigrations(options, connection, $"crm_migration_{Schema.CoreModule}");
        using var migrations = new MigrationContext(options.Options, Schema.CoreModule);
        using var context = EfStore.NewContext(database, null);
        var model = context.GetService<IDesignTimeModel>().Model;
        var history = migrations.GetService<IHistoryRepository>();
        var text = new StringBuilder();
        text.Append(history.GetCreateScript().Trim()).Append('\n');
        foreach (var command in migrations.GetService<IMigrationsSqlGenerator>().Generate(new Schema(database).Draft(), model)) text.Append(command.CommandText.Trim()).Append('\n');
        text.Append(history.GetInsertScript(new HistoryRow(migration, "10.0.0")).Trim()).Append('\n').Append(Rows);

        var rows = new List<object>();
        foreach (var type in MappedClasses.Records.Concat(MappedClasses.Rows))
            foreach (var variant in ((int[])[0, 2]).Take(Sample.Most(type)))
            {
                var row = Sample.Of(type, variant);
                if (row is PartRecord part) rows.AddRange(Sample.Parents([part]));
                rows.Add(row);
            }
        var batch = new StoreBatch();
        batch.Inserts.AddRange(rows.DistinctBy(row => row is Record record ? (row.GetType(), record.Id) : (row.GetType(), Guid.NewGuid())));
        await new BatchWriter(context.Model).WriteAsync(new Script(text, database), StoreSpecification.Tenant, batch, null, cancellationToken);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Every row of a script is read by this version.</summary>
    public static async Task RowsComeBackAsync(IStoreReader reader, string script, CancellationToken cancellationToken)
    {
        var counts = CountRows(script).ToDictionary();
        Assert.True(counts.Count > 40, $"The fixture fills only {counts.Count} tables.");
        foreach (var type in MappedClasses.Records.Concat(MappedClasses.Rows))
            Assert.Equal((type.Name, counts.GetValueOrDefault(MappedClasses.Table(type))), (type.Name, (await Sample.AllAsync(reader, type, cancellationToken)).Count));
    }

    // From where the tests run: paths known to the compiler are not real in deterministic builds.
    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CrmKit.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex("^INSERT INTO \"?([a-z_]+)", RegexOptions.Multiline)]
    private static partial Regex Insert();

    [GeneratedRegex("@([0-9]+)")]
    private static partial Regex Position();

    /// <summary>Writes statements down instead of running them.</summary>
    private sealed class Script(StringBuilder text, IStoreDatabase database) : IWriteConnection
    {
        private readonly List<int> _touched = [];

        public DbConnection Connection => throw new NotSupportedException();

        public DbTransaction Transaction => throw new NotSupportedException();

        public bool IsOver => false;

        public Task SetTenantAsync(string tenantId, CancellationToken cancellationToken) => Task.CompletedTask;

        public IRowStatement Prepare(string sql) => new Statement(sql, this);

        public ValueTask<IRowStatement> PrepareInsertAsync(RowInsert insert, int rows, CancellationToken cancellationToken) => new(Prepare(insert.Sql));

        public ValueTask<IReadOnlyList<int>> FlushAsync(CancellationToken cancellationToken) => new(_touched);

        public ValueTask SendAsync(CancellationToken cancellationToken) => default;

        public ValueTask DiscardAsync() => default;

        public Task LockAsync(IReadOnlyCollection<StoreLock> locks, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task CommitAsync(bool isStep, CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;

        private sealed class Statement(string sql, Script script) : IRowStatement, IValueSink
        {
            private readonly Dictionary<int, string> _values = [];

            public IValueSink Values => this;

            public void Run() => script.Line(Position().Replace(sql, match => _values[int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture)]));

            public void Null(int index) => _values[index] = "NULL";
            public void Set(int index, string value) => _values[index] = $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
            public void Set(int index, long value) => _values[index] = value.ToString(CultureInfo.InvariantCulture);
            public void Set(int index, double value) => _values[index] = value.ToString("R", CultureInfo.InvariantCulture);
            public void Set(int index, bool value) => _values[index] = script.Bool(value);
            public void Set(int index, Guid value) => _values[index] = $"'{value.ToString("D").ToUpperInvariant()}'";
            public void Set(int index, DateTime value) => _values[index] = $"'{value.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}'";
            public void Set(int index, DateOnly value) => _values[index] = $"'{value.ToString("O", CultureInfo.InvariantCulture)}'";
        }

        private void Line(string statement) => text.Append(statement).Append(";\n");

        private string Bool(bool value) => database.KeepsJsonText ? value ? "1" : "0" : value ? "true" : "false"; // SQLite has no word for it
    }
}
