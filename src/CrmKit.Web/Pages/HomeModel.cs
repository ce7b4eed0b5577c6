namespace CrmKit.Web.Pages;

internal sealed record HomeModel
{
    public required string Today { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>The task that was just done, which can be taken back.</summary>
    public required HomeLine? Done { get; init; }

    public required IReadOnlyList<NavigationLink> Create { get; init; }

    /// <summary>What there is to do.</summary>
    public required IReadOnlyList<HomeList> Work { get; init; }

    /// <summary>What there is to look at.</summary>
    public required IReadOnlyList<HomeList> Watch { get; init; }

    public required IReadOnlyList<NavigationLink> Recent { get; init; }

    /// <summary>What the person, and his team, is to reach.</summary>
    public required IReadOnlyList<TargetBar> Targets { get; init; }

    /// <summary>Where colleagues mentioned the person, and he has not looked yet.</summary>
    public required IReadOnlyList<NotificationLine> Mentions { get; init; }

    /// <summary>Whether the first steps of setting up are still to be done, and this person may do them.</summary>
    public required bool HasSetup { get; init; }

    /// <summary>Whether there is a page about those whom he leads.</summary>
    public required bool HasTeam { get; init; }
}

/// <summary>Some records that ask for attention.</summary>
/// <param name="Key">Names it for tests and style sheets, and its texts.</param>
/// <param name="Address">The list of all of them.</param>
/// <param name="Lines">The most pressing ones.</param>
/// <param name="HasMore">Whether there are more than these.</param>
internal sealed record HomeList(string Key, string Address, IReadOnlyList<HomeLine> Lines, bool HasMore);

internal sealed record HomeLine
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required string Address { get; init; }

    /// <summary>What it is about, or for whom.</summary>
    public NavigationLink? About { get; init; }

    /// <summary>Whose it is, where that is not plain.</summary>
    public string? Owner { get; init; }

    public string Amount { get; init; } = "";

    /// <summary>How far off it is.</summary>
    public string When { get; init; } = "";

    public bool IsLate { get; init; }

    /// <summary>Whether a click completes it.</summary>
    public bool CanBeDone { get; init; }
}
