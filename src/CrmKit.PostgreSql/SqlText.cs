namespace CrmKit.PostgreSql;

/// <summary>One statement: its text, and the words in it that are neither literals nor comments, in lower case unless they are quoted.</summary>
internal sealed record SqlStatement(string Text, IReadOnlyList<string> Words)
{
    public bool Begins(params ReadOnlySpan<string> words)
    {
        if (Words.Count < words.Length) return false;
        for (var i = 0; i < words.Length; i++)
            if (Words[i] != words[i]) return false;
        return true;
    }
}

/// <summary>Takes a text of SQL apart as PostgreSQL's own scanner does: what it is about is asked of the server, not read here.</summary>
internal sealed class SqlText
{
    private readonly string _sql;
    private int _at;

    private SqlText(string sql) => _sql = sql;

    public static IReadOnlyList<SqlStatement> Statements(string sql) => new SqlText(sql).Read();

    private List<SqlStatement> Read()
    {
        var statements = new List<SqlStatement>();
        var words = new List<string>();
        var start = 0;
        while (_at < _sql.Length)
        {
            var c = _sql[_at];
            if (c == ';')
            {
                End(_at++);
                start = _at;
            }
            else if (c == '-' && Next() == '-') Skip(until: "\n");
            else if (c == '/' && Next() == '*') Comment();
            else if (c == '\'') Quoted('\'', withBackslashes: false);
            else if (c is 'e' or 'E' && Next() == '\'')
            {
                _at++;
                Quoted('\'', withBackslashes: true);
            }
            else if (c == '"') words.Add(Quoted('"', withBackslashes: false));
            else if (c == '$' && DollarTag() is { } tag) Skip(until: tag, from: _at + tag.Length);
            else if (char.IsLetter(c) || c == '_') words.Add(Word());
            else if (char.IsAsciiDigit(c)) Word(); // 1e5 is no name
            else _at++;
        }
        End(_sql.Length);
        return statements;

        void End(int end)
        {
            if (words.Count > 0) statements.Add(new SqlStatement(_sql[start..end], words));
            words = [];
        }
    }

    private char Next() => _at + 1 < _sql.Length ? _sql[_at + 1] : '\0';

    private string Word()
    {
        var from = _at;
        while (_at < _sql.Length && (char.IsLetterOrDigit(_sql[_at]) || _sql[_at] is '_' or '$')) _at++;
        return _sql[from.._at].ToLowerInvariant();
    }

    private string Quoted(char quote, bool withBackslashes)
    {
        var from = ++_at;
        while (_at < _sql.Length)
        {
            if (withBackslashes && _sql[_at] == '\\') _at += 2;
            else if (_sql[_at] != quote) _at++;
            else if (Next() == quote) _at += 2;
            else break;
        }
        var text = _sql[from..Math.Min(_at, _sql.Length)];
        _at++;
        return text;
    }

    // They nest.
    private void Comment()
    {
        var depth = 0;
        do
        {
            if (_sql[_at] == '/' && Next() == '*') (depth, _at) = (depth + 1, _at + 2);
            else if (_sql[_at] == '*' && Next() == '/') (depth, _at) = (depth - 1, _at + 2);
            else _at++;
        }
        while (depth > 0 && _at < _sql.Length);
    }

    private string? DollarTag()
    {
        var end = _at + 1;
        while (end < _sql.Length && (char.IsLetterOrDigit(_sql[end]) || _sql[end] == '_')) end++;
        return end < _sql.Length && _sql[end] == '$' && !char.IsAsciiDigit(_sql[_at + 1]) ? _sql[_at..(end + 1)] : null;
    }

    private void Skip(string until, int? from = null)
    {
        var end = _sql.IndexOf(until, from ?? _at, StringComparison.Ordinal);
        _at = end < 0 ? _sql.Length : end + until.Length;
    }
}
