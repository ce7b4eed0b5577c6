namespace CrmKit.EntityFrameworkCore;

/// <summary>The tables of the search index, which EF's model does not know.</summary>
internal static class SearchTables
{
    /// <summary>SQLite: words in an index that keeps no text, beside a table that says whose they are.</summary>
    private static readonly string[] Sqlite =
    [
        "CREATE TABLE crm_search (row INTEGER PRIMARY KEY, tenant_id TEXT NOT NULL, record_type TEXT NOT NULL, record_id TEXT NOT NULL);",
        "CREATE UNIQUE INDEX ix_crm_search_record ON crm_search (tenant_id, record_id, record_type);",
        "CREATE VIRTUAL TABLE crm_search_text USING fts5(title, body, content='', contentless_delete=1, detail=column, tokenize=\"unicode61 remove_diacritics 0\");",
        "INSERT INTO crm_search_text (crm_search_text, rank) VALUES ('rank', 'bm25(8.0, 1.0)');", // what people know a record by counts for more
        "CREATE TABLE crm_search_word (tenant_id TEXT NOT NULL, word TEXT NOT NULL, reversed TEXT NOT NULL);",
        .. WordIndexes,
    ];

    private static readonly string[] PostgreSql =
    [
        "CREATE TABLE crm_search (tenant_id text COLLATE \"C\" NOT NULL, record_type text COLLATE \"C\" NOT NULL, record_id uuid NOT NULL, words tsvector NOT NULL, CONSTRAINT pk_crm_search PRIMARY KEY (tenant_id, record_id, record_type));",
        "CREATE INDEX ix_crm_search_words ON crm_search USING gin (words);",
        "CREATE TABLE crm_search_word (tenant_id text COLLATE \"C\" NOT NULL, word text COLLATE \"C\" NOT NULL, reversed text COLLATE \"C\" NOT NULL);",
        .. WordIndexes,
    ];

    private static IEnumerable<string> WordIndexes =>
    [
        "CREATE INDEX ix_crm_search_word_word ON crm_search_word (tenant_id, word);",
        "CREATE INDEX ix_crm_search_word_reversed ON crm_search_word (tenant_id, reversed);",
    ];

    /// <summary>The statements that make them.</summary>
    public static IReadOnlyList<string> For(string? provider) => provider?.Contains("Npgsql", StringComparison.Ordinal) == true ? PostgreSql : Sqlite;
}
