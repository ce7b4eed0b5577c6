namespace CrmKit.Plugins;

/// <summary>Makes a partial class or record the typed face of a plugin's own record type: its <see cref="CrmFieldAttribute"/> properties become fields, accessors and the registration, written at compile time.</summary>
/// <param name="key">The record type's key, which begins with the plugin's id: <c>acme.quote</c>. Its fields' keys begin with it.</param>
/// <param name="english">What people call one of them.</param>
/// <param name="englishPlural">What people call several of them.</param>
/// <remarks>Generated: a constructor over a <see cref="CustomRecord"/>, one over a name, <c>TypeKey</c>, <c>Record</c>, <c>Name</c>, a <c>Field&lt;T&gt;</c> per property (<c>TotalField</c>) and <c>AddTo(plugin)</c>.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CrmRecordAttribute(string key, string english, string englishPlural) : Attribute
{
    /// <summary>The key.</summary>
    public string Key { get; } = key;

    /// <summary>What people call one of them.</summary>
    public string English { get; } = english;

    /// <summary>What people call several of them.</summary>
    public string EnglishPlural { get; } = englishPlural;

    /// <summary>In Simplified Chinese; <see langword="null"/> falls back to English.</summary>
    public string? Chinese { get; set; }

    /// <summary>The plural key for routes; <see langword="null"/> means the key with an s.</summary>
    public string? PluralKey { get; set; }
}

/// <summary>Makes a partial class or record the typed face of what a plugin adds to a core record type.</summary>
/// <param name="recordType">The core class, such as <c>typeof(Lead)</c>.</param>
/// <param name="prefix">What the fields' keys begin with: the plugin's id, or the id, a dot and more.</param>
/// <remarks>Generated: a constructor over the core record, <c>Record</c>, a <c>Field&lt;T&gt;</c> per property (<c>BudgetField</c>) and <c>AddTo(plugin)</c>.</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CrmFieldsAttribute(Type recordType, string prefix) : Attribute
{
    /// <summary>The core class.</summary>
    public Type RecordType { get; } = recordType;

    /// <summary>What the fields' keys begin with.</summary>
    public string Prefix { get; } = prefix;
}

/// <summary>Makes a partial property a field: <see cref="string"/>, <see cref="decimal"/>?, <see cref="long"/>?, <see cref="bool"/>, <see cref="DateOnly"/>?, <see cref="DateTimeOffset"/>?, <see cref="Guid"/>? or an enum?, whose members become options.</summary>
/// <param name="english">Its label.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CrmFieldAttribute(string english) : Attribute
{
    /// <summary>Its label.</summary>
    public string English { get; } = english;

    /// <summary>The label in Simplified Chinese; <see langword="null"/> falls back to English.</summary>
    public string? Chinese { get; set; }

    /// <summary>The whole key; <see langword="null"/> means the type's prefix, a dot, and the property's name in lower case with hyphens. Give it when the property is renamed after a release.</summary>
    public string? Key { get; set; }

    /// <summary><c>Money</c> or <c>Percent</c> for a <see cref="decimal"/>?, <c>LongText</c> for a <see cref="string"/>; <see langword="null"/> means <c>Number</c> and <c>Text</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>The record type that a <see cref="Guid"/>? refers to; required there.</summary>
    public string? References { get; set; }

    /// <summary>Whether it must have a value.</summary>
    public bool IsRequired { get; set; }

    /// <summary>Whether no two records may share a value.</summary>
    public bool IsUnique { get; set; }

    /// <summary>Whether the store keeps an index on it.</summary>
    public bool IsIndexed { get; set; }

    /// <summary>Whether records are found by its text in the search over all types.</summary>
    public bool IsSearchable { get; set; }

    /// <summary>Whether it says something about the person that its record refers to.</summary>
    public bool IsPersonal { get; set; }

    /// <summary>The most characters; 0 means the kind's limit.</summary>
    public int MaxLength { get; set; }

    /// <summary>The least number; not-a-number (the default) for none.</summary>
    public double Minimum { get; set; } = double.NaN;

    /// <summary>The greatest number; not-a-number (the default) for none.</summary>
    public double Maximum { get; set; } = double.NaN;

    /// <summary>A regular expression over the whole text; <see langword="null"/> for none.</summary>
    public string? Pattern { get; set; }

    /// <summary>A condition in the filter language over fields of the same record, while which the field is shown and may be required; <see langword="null"/> for always.</summary>
    public string? ShownWhen { get; set; }
}
