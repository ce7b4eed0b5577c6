using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;

namespace CrmKit.Sqlite;

/// <summary>Search by FTS5: an index without the text itself, one row for each record.</summary>
internal sealed class SqliteSearchIndex : ISearchIndex
{
    private const string Record = "tenant_id = @0 AND record_id = @1 AND record_type = @2";
    private const string InsertRecord = "INSERT INTO crm_search (tenant_id, record_id, record_type) VALUES (@0, @1, @2)";
    private const string InsertText = "INSERT INTO crm_search_text (rowid, title, body) VALUES (last_insert_rowid(), @0, @1)";
    private const string DeleteText = $"DELETE FROM crm_search_text WHERE rowid = (SELECT row FROM crm_search WHERE {Record})";
    private const string DeleteRecord = $"DELETE FROM crm_search WHERE {Record}";

    private const string All =
        """
        SELECT s.record_type AS "RecordType", s.record_id AS "RecordId", f.rank AS "Rank"
        FROM crm_search_text f CROSS JOIN crm_search s ON s.row = f.rowid WHERE f.crm_search_text MATCH {0} AND s.tenant_id = {1}
        """;

    // The newest: FTS5 walks its rows backwards as fast as forwards, and works a rank out only for those that it gives.
    private const string Some = All + " ORDER BY f.rowid DESC LIMIT {2}";

    public ValueTask WriteAsync(IWriteConnection connection, string tenantId, IReadOnlyList<SearchEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (!entry.IsNew)
            {
                Run(connection, DeleteText, tenantId, entry);
                Run(connection, DeleteRecord, tenantId, entry);
            }
            if (entry.Title is not { } title) continue;
            Run(connection, InsertRecord, tenantId, entry);
            var text = connection.Prepare(InsertText); // right after: the row's number is the last one that was given
            text.Values.Set(0, title);
            text.Values.Set(1, entry.Body);
            text.Run();
        }
        return ValueTask.CompletedTask;
    }

    public void Clear(IWriteConnection connection, string tenantId, string? recordType)
    {
        var which = recordType is null ? "tenant_id = @0" : "tenant_id = @0 AND record_type = @1";
        foreach (var sql in (string[])[$"DELETE FROM crm_search_text WHERE rowid IN (SELECT row FROM crm_search WHERE {which})", $"DELETE FROM crm_search WHERE {which}"])
        {
            var statement = connection.Prepare(sql);
            statement.Values.Set(0, tenantId);
            if (recordType is not null) statement.Values.Set(1, recordType);
            statement.Run();
        }
    }

    public (string Sql, object[] Values) Find(string tenantId, SearchExpression expression, int? among)
    {
        var words = expression.Write(static token => token.IsPrefix ? $"\"{token.Text}\"*" : $"\"{token.Text}\"", " AND ", " OR ");
        return among is { } most ? (Some, [words, tenantId, most]) : (All, [words, tenantId]);
    }

    private static void Run(IWriteConnection connection, string sql, string tenantId, SearchEntry entry)
    {
        var statement = connection.Prepare(sql);
        statement.Values.Set(0, tenantId);
        statement.Values.Set(1, entry.RecordId);
        statement.Values.Set(2, entry.RecordType);
        statement.Run();
    }
}
