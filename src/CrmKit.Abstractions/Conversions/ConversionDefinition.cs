namespace CrmKit.Conversions;

/// <summary>How a record of one type becomes the next link of the chain. Immutable; plugins extend the copy map.</summary>
public sealed record ConversionDefinition
{
    /// <summary>The record type converted.</summary>
    public required string From { get; init; }

    /// <summary>The record type created.</summary>
    public required string To { get; init; }

    /// <summary>Fields copied; custom fields with the same key on both types are copied without being named.</summary>
    public IReadOnlyList<FieldCopy> Copies { get; init; } = [];

    /// <summary>The part types copied along with the record (lines to lines), by their copy maps.</summary>
    public IReadOnlyList<PartCopy> Parts { get; init; } = [];

    /// <summary>The stage that the source enters when it is converted; <see langword="null"/> leaves it where it is.</summary>
    public string? SourceStage { get; init; }

    /// <summary>Categories the source must be in; empty means any but lost: records convert out of that one only where it is named.</summary>
    public IReadOnlyList<Pipelines.StageCategory> AllowedCategories { get; init; } = [];

    /// <summary>Where it comes from: <c>core</c> or a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>Copies the value of one field into another of the same kind.</summary>
public sealed record FieldCopy(string From, string To);

/// <summary>Copies the parts of the source, or of a record that the source refers to, as parts of the target.</summary>
public sealed record PartCopy(string FromType, string ToType, IReadOnlyList<FieldCopy> Copies)
{
    /// <summary>The key of the source's reference to the record whose parts are copied (<c>opportunityId</c>); <see langword="null"/> means the source itself.</summary>
    public string? Via { get; init; }

    /// <summary>Whether it copies only where the copies before it brought no parts of <see cref="ToType"/>: the lines of the opportunity where there was no quote.</summary>
    public bool IsFallback { get; init; }
}

/// <summary>The links of the chain that an industry uses, in order. Immutable.</summary>
public sealed record SalesProcess
{
    /// <summary>Lower case, stable: <c>standard</c>, <c>realestate.sale</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>Record types in order, out of lead, opportunity, project, contract, order, case, and types of plugins.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    /// <summary>The pipeline used for a link, by record type; types not named use their default.</summary>
    public IReadOnlyDictionary<string, string> Pipelines { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it comes from: <c>core</c>, a plugin's id, or <c>admin</c>.</summary>
    public string Source { get; init; } = "core";

    /// <summary>The link after the given one; <see langword="null"/> at the end or when it is not in the process.</summary>
    public string? Next(string type)
    {
        for (var i = 0; i < Links.Count - 1; i++)
            if (Links[i] == type) return Links[i + 1];
        return null;
    }
}
