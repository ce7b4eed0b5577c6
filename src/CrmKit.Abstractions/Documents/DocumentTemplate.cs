namespace CrmKit.Documents;

/// <summary>A document that is made out of a record: an offer, a letter. Immutable.</summary>
public sealed record DocumentTemplate
{
    /// <summary>Lower case, stable: <c>acme.offer</c>; those of administrators have no dots.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>The key of the type of its records.</summary>
    public required string RecordType { get; init; }

    /// <summary>What it makes.</summary>
    public DocumentOutput Output { get; init; }

    /// <summary>The text with its placeholders, at most 200,000 characters; the language is described in docs/guides/documents.md.</summary>
    public required string Body { get; init; }

    /// <summary>Other texts by culture name (<c>de</c>, <c>zh-Hans</c>); cultures without one read the next wider one, at last <see cref="Body"/>.</summary>
    public IReadOnlyDictionary<string, string> Variants { get; init; } = new Dictionary<string, string>();

    /// <summary>The key of the template that it stands in for, such as <c>core.quote</c>; of several the administrators' last. <see langword="null"/> for none.</summary>
    public string? Replaces { get; init; }

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>What a template makes.</summary>
public enum DocumentOutput
{
    /// <summary>A page; every value is escaped.</summary>
    Html,
    /// <summary>Plain text.</summary>
    Text,
}
