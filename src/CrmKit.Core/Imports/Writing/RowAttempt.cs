using CrmKit.Imports.Mapping;

namespace CrmKit.Imports.Writing;

/// <summary>What a row came to.</summary>
internal enum RowFate
{
    Open,
    Created,
    Updated,
    Skipped,
    Refused,

    /// <summary>It looks like an existing record, and somebody has to say whether it is.</summary>
    Asked,

    /// <summary>It names a record of its own type that may come further down in the file.</summary>
    Waiting,
}

/// <summary>One try at writing a row; a chunk that is rolled back leaves the row itself as it was.</summary>
internal sealed class RowAttempt(MappedRow row)
{
    public MappedRow Row { get; } = row;

    /// <summary>As <see cref="MappedRow.Values"/>, with references found.</summary>
    public object?[] Values { get; } = (object?[])row.Values.Clone();

    public List<ImportError> Errors { get; } = [.. row.Errors];
    public RowFate Fate { get; private set; } = row.Errors.Count > 0 ? RowFate.Refused : RowFate.Open;

    /// <summary>What is asked about it, when it is.</summary>
    public ImportQuestion? Question { get; private set; }

    /// <summary>What it became; <see langword="null"/> before.</summary>
    public RecordRef? Record { get; set; }

    public bool IsOpen => Fate == RowFate.Open;

    public void Refuse(string? field, string? value, CrmError error)
    {
        Errors.Add(new ImportError(Row.Line, field, value is null ? null : RowMapper.Shown(value), error));
        Fate = RowFate.Refused;
    }

    public void Ask(ImportQuestion question) => (Question, Fate) = (question, RowFate.Asked);

    public void Settle(RowFate fate) => Fate = fate;
}
