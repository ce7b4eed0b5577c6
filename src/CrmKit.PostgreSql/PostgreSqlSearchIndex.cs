using System.Text;
using System.Text.Json;
using CrmKit.EntityFrameworkCore;
using CrmKit.Storage;

namespace CrmKit.PostgreSql;

/// <summary>Search by a <c>tsvector</c> for each record under a GIN index; the words of a whole batch travel as one value.</summary>
internal sealed class PostgreSqlSearchIndex : ISearchIndex
{
    private const string All =
        """
        SELECT s.record_type AS "RecordType", s.record_id AS "RecordId", -ts_rank(s.words, q)::float8 AS "Rank" FROM crm_search s, CAST({0} AS tsquery) q WHERE s.words @@ q AND s.tenant_id = {1}
        """;

    private const string Some =
        """
        SELECT s.record_type AS "RecordType", s.record_id AS "RecordId", -ts_rank(s.words, s.q)::float8 AS "Rank"
        FROM (SELECT record_type, record_id, words, q FROM crm_search, CAST({0} AS tsquery) q WHERE words @@ q AND tenant_id = {1} LIMIT {2}) s
        """;

    private const int FewestToCopy = 50;
    private static readonly RowInsert Rows = new("crm_search", ["tenant_id", "record_type", "record_id", "words"], ["text", "text", "uuid", PostgreSqlCopy.Words]);

    private const string Insert = "INSERT INTO crm_search (tenant_id, record_type, record_id, words) SELECT @0, e ->> 0, (e ->> 1)::uuid, (e ->> 2)::tsvector FROM json_array_elements(@1::json) e";
    private const string Upsert = Insert + " ON CONFLICT (tenant_id, record_id, record_type) DO UPDATE SET words = excluded.words";
    private const string Delete = "DELETE FROM crm_search s USING json_array_elements(@1::json) e WHERE s.tenant_id = @0 AND s.record_type = e ->> 0 AND s.record_id = (e ->> 1)::uuid";

    public async ValueTask WriteAsync(IWriteConnection connection, string tenantId, IReadOnlyList<SearchEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count >= FewestToCopy && entries.All(static e => e.IsNew && e.Title is not null))
        {
            await CopyAsync(connection, tenantId, entries, cancellationToken);
            return;
        }
        Run(connection, Delete, tenantId, entries.Where(e => e.Title is null && !e.IsNew));
        Run(connection, Insert, tenantId, entries.Where(e => e.Title is not null && e.IsNew));
        Run(connection, Upsert, tenantId, entries.Where(e => e.Title is not null && !e.IsNew).OrderBy(e => e.RecordId)); // in one order for everybody
    }

    public void Clear(IWriteConnection connection, string tenantId, string? recordType)
    {
        var statement = connection.Prepare(recordType is null ? "DELETE FROM crm_search WHERE tenant_id = @0" : "DELETE FROM crm_search WHERE tenant_id = @0 AND record_type = @1");
        statement.Values.Set(0, tenantId);
        if (recordType is not null) statement.Values.Set(1, recordType);
        statement.Run();
    }

    public (string Sql, object[] Values) Find(string tenantId, SearchExpression expression, int? among)
    {
        var words = expression.Write(static token => token.IsPrefix ? $"'{token.Text}':*" : $"'{token.Text}'", " & ", " | ");
        return among is { } most ? (Some, [words, tenantId, most]) : (All, [words, tenantId]);
    }

    private static async ValueTask CopyAsync(IWriteConnection connection, string tenantId, IReadOnlyList<SearchEntry> entries, CancellationToken cancellationToken)
    {
        var copy = await connection.PrepareInsertAsync(Rows, entries.Count, cancellationToken);
        foreach (var entry in entries)
        {
            copy.Values.Set(0, tenantId);
            copy.Values.Set(1, entry.RecordType);
            copy.Values.Set(2, entry.RecordId);
            copy.Values.Set(3, $"{entry.Title}\n{entry.Body}");
            copy.Run();
        }
    }

    private static void Run(IWriteConnection connection, string sql, string tenantId, IEnumerable<SearchEntry> entries)
    {
        using var buffer = new MemoryStream();
        var count = 0;
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            foreach (var entry in entries)
            {
                count++;
                json.WriteStartArray();
                json.WriteStringValue(entry.RecordType);
                json.WriteStringValue(entry.RecordId);
                if (entry.Title is { } title) json.WriteStringValue(Vector(title, entry.Body));
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        if (count == 0) return;
        var statement = connection.Prepare(sql);
        statement.Values.Set(0, tenantId);
        statement.Values.Set(1, Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        statement.Run();
    }

    // Words of the title have a place, so that they have a weight.
    private static string Vector(string title, string body)
    {
        var vector = new StringBuilder(title.Length * 2 + body.Length * 2);
        foreach (var word in title.AsSpan().Split(' ')) Append(title.AsSpan(word), ":1A ");
        foreach (var word in body.AsSpan().Split(' ')) Append(body.AsSpan(word), " ");
        return vector.ToString();

        void Append(ReadOnlySpan<char> word, string end)
        {
            if (!word.IsEmpty) vector.Append('\'').Append(word).Append('\'').Append(end);
        }
    }
}
