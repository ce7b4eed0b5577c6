using CrmKit.Storage;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The search index of one kind of database: its tables are no part of EF's model, because each kind has means of its own.</summary>
internal interface ISearchIndex
{
    /// <summary>Writes the words of records, at once or at the next flush.</summary>
    ValueTask WriteAsync(IWriteConnection connection, string tenantId, IReadOnlyList<SearchEntry> entries, CancellationToken cancellationToken);

    /// <summary>Takes all records of a type out; <see langword="null"/> means of every type.</summary>
    void Clear(IWriteConnection connection, string tenantId, string? recordType);

    /// <summary>The records that meet an expression, or some of them, as a query with placeholders for its values.</summary>
    (string Sql, object[] Values) Find(string tenantId, SearchExpression expression, int? among);
}
