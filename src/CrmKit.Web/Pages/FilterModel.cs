namespace CrmKit.Web.Pages;

internal sealed record FilterModel
{
    /// <summary>Where it is sent.</summary>
    public required string Path { get; init; }

    /// <summary>Where there is no filter.</summary>
    public required string Clear { get; init; }

    public required string? Filter { get; init; }

    /// <summary>What else the address says, by name.</summary>
    public required IReadOnlyList<FieldChoice> Kept { get; init; }

    public required bool IsAny { get; init; }

    /// <summary>The conditions; <see langword="null"/> when the filter says more than rows can.</summary>
    public required IReadOnlyList<FilterRowShown>? Rows { get; init; }

    /// <summary>What a condition can be about.</summary>
    public required IReadOnlyList<FieldChoice> Fields { get; init; }
}

internal sealed record FilterRowShown
{
    public required string Place { get; init; }

    /// <summary>What the names of its inputs begin with.</summary>
    public required string Name { get; init; }

    public required string Field { get; init; }
    public required string Label { get; init; }
    public required string Operator { get; init; }
    public required IReadOnlyList<FieldChoice> Operators { get; init; }
    public required IReadOnlyList<FieldChoice> Options { get; init; }
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>Of a reference: the record that it points at and its name.</summary>
    public required (string Id, string Name)? Was { get; init; }

    public required string InputType { get; init; }

    /// <summary>Whether it was added just now.</summary>
    public required bool IsNew { get; init; }

    public bool NeedsNothing => FilterOperators.NeedsNothing(Operator);
    public bool TakesSeveral => Operator == FilterOperators.In;
    public string Value => Values.Count > 0 ? Values[0] : "";
}
