using CrmKit.Fields;

namespace CrmKit.Quality;

/// <summary>What must hold across the fields of a record; administrators define it, and every door asks it when one of its fields changes. Immutable.</summary>
/// <remarks>What is stored already stays: a rule made later applies to what changes. It sleeps while a plugin whose field it names is not enabled.</remarks>
public sealed record RecordRule
{
    /// <summary>Its key: lower-case words and hyphens, no dots.</summary>
    public required string Key { get; init; }

    /// <summary>The record type.</summary>
    public required string RecordType { get; init; }

    /// <summary>Which records it is asked of, in the filter language over fields of the record itself (<c>stage eq 'won'</c>); <see langword="null"/> for all.</summary>
    public string? When { get; init; }

    /// <summary>What must hold, in the filter language over fields of the record itself.</summary>
    public required string Must { get; init; }

    /// <summary>What to say to whoever breaks it, with what to do.</summary>
    public required LocalizedText Message { get; init; }

    /// <summary>The key of the field to mark; <see langword="null"/> for the record as a whole.</summary>
    public string? Field { get; init; }
}
