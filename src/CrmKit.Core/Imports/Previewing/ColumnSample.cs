using CrmKit.Formats;

namespace CrmKit.Imports.Previewing;

/// <summary>What the first rows have in one column.</summary>
internal sealed class ColumnSample(string name, int ordinal)
{
    private const int MostDistinct = 500;
    private const int Shown = 5;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _distinct = [];

    public string Name { get; } = name;

    public int Ordinal { get; } = ordinal;

    /// <summary>Rows with a value.</summary>
    public int Filled { get; private set; }

    /// <summary>Whether all values are the file's own, written out: formats and decimal marks do not apply.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Whether no value came twice.</summary>
    public bool IsUnique { get; private set; } = true;

    /// <summary>Different values, the first ones.</summary>
    public IReadOnlyList<string> Distinct => _distinct;

    public IReadOnlyList<string> Samples => [.. _distinct.Take(Shown).Select(Mapping.RowMapper.Shown)];

    public void Add(string text, CellKind kind)
    {
        text = text.Trim();
        if (text.Length == 0) return;
        Filled++;
        IsExact &= kind == CellKind.Value;
        if (_seen.Count >= MostDistinct) return;
        if (!_seen.Add(text)) IsUnique = false;
        else _distinct.Add(text);
    }
}
