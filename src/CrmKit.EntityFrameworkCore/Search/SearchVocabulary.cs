using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The words that names are made of, each once, forwards and backwards: what begins or ends like a misspelt word is found by a range.</summary>
internal sealed class SearchVocabulary
{
    private const int Remembered = 100_000;

    // Two transactions may write a word twice: that harms nobody, while waiting for each other would.
    private const string Add = """
        INSERT INTO crm_search_word (tenant_id, word, reversed) SELECT n.tenant_id, n.word, n.reversed
        FROM (SELECT CAST(@0 AS text) AS tenant_id, CAST(@1 AS text) AS word, CAST(@2 AS text) AS reversed) n
        WHERE NOT EXISTS (SELECT 1 FROM crm_search_word w WHERE w.tenant_id = n.tenant_id AND w.word = n.word)
        """;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Tenant, string Word)> _known = []; // most words of an import come again and again

    /// <summary>Writes those words that are not known to be there, and returns them: they are known from the commit on.</summary>
    public IReadOnlyList<string> Write(IWriteConnection connection, string tenantId, IEnumerable<string> words)
    {
        List<string> added;
        lock (_lock) added = [.. words.Where(word => !_known.Contains((tenantId, word)))];
        if (added.Count == 0) return added;
        var statement = connection.Prepare(Add);
        foreach (var word in added)
        {
            statement.Values.Set(0, tenantId);
            statement.Values.Set(1, word);
            statement.Values.Set(2, Reversed(word));
            statement.Run();
        }
        return added;
    }

    /// <summary>Takes words out, and knows at once that they are not there: a transaction that writes one again writes it anew.</summary>
    public void Forget(IWriteConnection connection, string tenantId, IEnumerable<string> words)
    {
        var statement = connection.Prepare("DELETE FROM crm_search_word WHERE tenant_id = @0 AND word = @1");
        foreach (var word in words)
        {
            lock (_lock) _known.Remove((tenantId, word));
            statement.Values.Set(0, tenantId);
            statement.Values.Set(1, word);
            statement.Run();
        }
    }

    /// <summary>Takes all words of a tenant out.</summary>
    public void Clear(IWriteConnection connection, string tenantId)
    {
        lock (_lock) _known.RemoveWhere(known => known.Tenant == tenantId);
        var statement = connection.Prepare("DELETE FROM crm_search_word WHERE tenant_id = @0");
        statement.Values.Set(0, tenantId);
        statement.Run();
    }

    public void Remember(string tenantId, IEnumerable<string> words)
    {
        lock (_lock)
        {
            if (_known.Count > Remembered) _known.Clear();
            foreach (var word in words) _known.Add((tenantId, word));
        }
    }

    public static async Task<IReadOnlyList<string>> ReadAsync(CrmContext context, string part, bool isEnd, int limit, CancellationToken cancellationToken)
    {
        var (tenant, end) = (context.TenantId, part + '\uffff');
        var words = isEnd
            ? context.Database.SqlQuery<string>($"SELECT DISTINCT word AS \"Value\" FROM crm_search_word WHERE tenant_id = {tenant} AND reversed >= {part} AND reversed < {end}")
            : context.Database.SqlQuery<string>($"SELECT DISTINCT word AS \"Value\" FROM crm_search_word WHERE tenant_id = {tenant} AND word >= {part} AND word < {end}");
        return await words.Take(limit).ToListAsync(cancellationToken);
    }

    private static string Reversed(string word) => string.Create(word.Length, word, static (letters, from) =>
    {
        from.CopyTo(letters);
        letters.Reverse();
    });
}
