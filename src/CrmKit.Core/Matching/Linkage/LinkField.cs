namespace CrmKit.Matching;

/// <summary>What a value is, as far as comparing two of them goes.</summary>
internal enum LinkKind
{
    /// <summary>A name of a person, or a part of one: spelled in many ways.</summary>
    Name,

    /// <summary>Words: a street, a town, a company.</summary>
    Text,

    /// <summary>Digits and letters that are copied rather than spelled: a house number, a postal code, a date, a phone number.</summary>
    Code,

    /// <summary>A code that few others share: an identifier, a date of birth, an e-mail address.</summary>
    Rare,

    /// <summary>A company's name without its legal form; a key by itself.</summary>
    Company,

    /// <summary>A day as eight digits, year first: few share it, and day and month may be mixed up.</summary>
    Date,

    /// <summary>One of a few values, which many share: a state, a country.</summary>
    Choice,
}

/// <summary>One value of each record that is compared.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="SwappedWith">The field that people mix it up with, as family and given name; <see langword="null"/> for none.</param>
internal sealed record LinkField(string Key, LinkKind Kind, string? SwappedWith = null);
