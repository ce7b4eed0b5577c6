namespace CrmKit.Matching;

/// <summary>How a field tells whether two records are about the same.</summary>
/// <param name="Kind">What its values are, as far as comparing two of them goes.</param>
public sealed record FieldMatch(MatchKind Kind)
{
    /// <summary>The key of a field that people mix it up with, such as family and given name; <see langword="null"/> for none.</summary>
    public string? SwappedWith { get; init; }
}

/// <summary>What a value is, as far as comparing two of them goes.</summary>
public enum MatchKind
{
    /// <summary>A name of a person, or a part of one: spelled in many ways, in Latin script or in Chinese.</summary>
    Name,
    /// <summary>A whole name of a person, its parts in any order.</summary>
    FullName,
    /// <summary>A company: without its legal form, in whichever language.</summary>
    Company,
    /// <summary>Words: a street, a town.</summary>
    Text,
    /// <summary>Digits and letters that are copied rather than spelled, and that many share: a house number, a postal code.</summary>
    Code,
    /// <summary>A code that few others share: an identifier.</summary>
    Rare,
    /// <summary>An e-mail address: what comes after a plus does not count, nor do dots where the provider ignores them.</summary>
    Email,
    /// <summary>A telephone number, with or without the code of its country.</summary>
    Phone,
    /// <summary>A day, such as a date of birth; day and month may be mixed up.</summary>
    Date,
    /// <summary>One of a few values, which many share: a state, a country.</summary>
    Choice,
}
