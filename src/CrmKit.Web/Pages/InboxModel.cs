namespace CrmKit.Web.Pages;

internal sealed record InboxModel
{
    public required IReadOnlyList<InboxTab> Tabs { get; init; }
    /// <summary>How many are shown, and whether there are more.</summary>
    public required string Count { get; init; }

    public required string? New { get; init; }

    /// <summary>People to give leads to.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Why a lead may be dropped; empty where people say it in their own words.</summary>
    public required IReadOnlyList<FieldChoice> LossReasons { get; init; }

    public required IReadOnlyList<InboxRow> Rows { get; init; }
    public required string? Next { get; init; }
}

internal sealed record InboxTab(string Label, string Address, bool IsShown);

/// <summary>A new lead; what is <see langword="null"/> is not the person's to do.</summary>
internal sealed record InboxRow
{
    public required string Name { get; init; }
    public required string Address { get; init; }
    public required IReadOnlyList<string> Facts { get; init; }
    public required string Since { get; init; }
    public required bool IsLate { get; init; }
    public required string Owner { get; init; }
    public required int Version { get; init; }
    public required string Stage { get; init; }
    public required FieldChoice? Qualify { get; init; }
    public required FieldChoice? Disqualify { get; init; }
    public required string? Claim { get; init; }
    public required string? Assign { get; init; }
    public required string? Convert { get; init; }
}
