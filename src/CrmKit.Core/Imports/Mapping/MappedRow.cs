using CrmKit.Formats;

namespace CrmKit.Imports.Mapping;

/// <summary>One row on its way from the file to the record.</summary>
internal sealed class MappedRow
{
    /// <summary>Its number among the rows, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The line it begins in.</summary>
    public required long Line { get; init; }

    /// <summary>As in the file.</summary>
    public required string[] Cells { get; init; }

    /// <summary>One value per target of the plan; references are <see cref="ReferenceText"/> until resolved. Empty when the row cannot be read.</summary>
    public object?[] Values { get; set; } = [];

    /// <summary>What each cell is; <see langword="null"/> when all are texts.</summary>
    public IReadOnlyList<CellKind>? Kinds { get; init; }

    /// <summary>What somebody answered about it, in a file of questions or in the queue; <see langword="null"/> for nothing.</summary>
    public RowAnswer? Answer { get; set; }

    /// <summary>The question that a file of questions says it is; <see langword="null"/> for none.</summary>
    public Guid? Question { get; init; }

    /// <summary>What it says that its person allowed or forbade.</summary>
    public IReadOnlyList<MappedConsent> Consents { get; set; } = [];

    /// <summary>Why it is refused; empty while it is not.</summary>
    public List<ImportError> Errors { get; } = [];
}

/// <summary>An answer to a question about a row.</summary>
/// <param name="Policy">Create, update or skip.</param>
/// <param name="Record">The record to update.</param>
internal sealed record RowAnswer(ExistingRecordPolicy Policy, Guid? Record)
{
    /// <summary>Reads the answer and the record; <see langword="null"/> when there is none yet.</summary>
    public static RowAnswer? Read(string answer, string record, out CrmError? error)
    {
        error = null;
        if (answer.Trim() is not { Length: > 0 } text) return null;
        ExistingRecordPolicy? policy = text.ToLowerInvariant() switch
        {
            "new" or "create" or "新建" => ExistingRecordPolicy.Create,
            "update" or "same" or "更新" => ExistingRecordPolicy.Update,
            "skip" or "跳过" => ExistingRecordPolicy.Skip,
            _ => null,
        };
        var id = Guid.TryParse(record.Trim(), out var known) ? known : (Guid?)null;
        if (policy is null || (policy == ExistingRecordPolicy.Update && id is null)) error = ImportErrors.Answer(RowMapper.Shown(text));
        return new RowAnswer(policy ?? ExistingRecordPolicy.Skip, id);
    }
}
