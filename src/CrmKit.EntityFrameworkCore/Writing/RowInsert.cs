namespace CrmKit.EntityFrameworkCore;

/// <summary>What inserting into one table takes, in whatever way a database does it.</summary>
internal sealed class RowInsert(string table, IReadOnlyList<string> columns, IReadOnlyList<string> storeTypes)
{
    public string Table => table;

    public IReadOnlyList<string> Columns => columns;

    /// <summary>The database's own types of the columns.</summary>
    public IReadOnlyList<string> StoreTypes => storeTypes;

    /// <summary>The statement for one row.</summary>
    public string Sql { get; } = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@{i}"))})";
}
