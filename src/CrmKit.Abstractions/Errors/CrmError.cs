namespace CrmKit;

/// <summary>One thing that went wrong, in a form that people read and clients test.</summary>
/// <param name="Code">Stable, lower case, dotted (<c>pipeline.stage-unknown</c>); documented in docs/reference/errors.md and never reused.</param>
/// <param name="Message">What happened, to which record, and what to do next. May change between versions.</param>
public sealed record CrmError(string Code, string Message)
{
    /// <summary>The field concerned, by its catalog key; <see langword="null"/> when the error is about the whole record or request.</summary>
    public string? Field { get; init; }

    /// <summary>The record concerned; <see langword="null"/> when there is none or it may not be named to the caller.</summary>
    public RecordRef? Record { get; init; }

    /// <summary>The position of the record in the caller's batch, from 0; <see langword="null"/> outside batches.</summary>
    public int? Index { get; init; }

    /// <summary>Where in the caller's text, in characters from 0; <see langword="null"/> when the error is not about a text such as a filter.</summary>
    public int? Position { get; init; }

    /// <summary>The message where somebody wrote it in several languages, as administrators do with their rules; <see langword="null"/> for CrmKit's own, which are translated by their code.</summary>
    public LocalizedText? Text { get; init; }

    /// <summary>What the message calls the field, for translations of the message; <see langword="null"/> when it has no name of a field in it.</summary>
    internal LocalizedText? Label { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
