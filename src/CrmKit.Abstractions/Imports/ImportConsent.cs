using CrmKit.Consents;

namespace CrmKit.Imports;

/// <summary>A column that says what people allowed or forbade. Each cell that says yes or no becomes a proof of its person, by the door of consents; an empty one says nothing, and nothing is taken for granted.</summary>
public sealed record ImportConsent
{
    /// <summary>The header of the column with yes and no: yes was given, no was withdrawn.</summary>
    public required string Column { get; init; }

    /// <summary>For what: lower-case letters, digits, dots and hyphens, at most 60.</summary>
    public required string Purpose { get; init; }

    /// <summary>On which way.</summary>
    public ConsentChannel Channel { get; init; } = ConsentChannel.Email;

    /// <summary>The header of the column that says when; a yes without a time refuses its row, a no without one counts from now.</summary>
    public required string At { get; init; }

    /// <summary>Formats of these times, to try in order; empty means ISO 8601.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>What shows it, for all rows: where the paper lies, which system it comes from, at most 1,000 characters.</summary>
    public required string Evidence { get; init; }

    /// <summary>The header of a column that shows it of each row; <see langword="null"/> for none.</summary>
    public string? EvidenceColumn { get; init; }

    /// <summary>The text as it was shown to people; <see langword="null"/> when none is known.</summary>
    public string? Text { get; init; }

    /// <summary>The language of the text.</summary>
    public string? Language { get; init; }
}
