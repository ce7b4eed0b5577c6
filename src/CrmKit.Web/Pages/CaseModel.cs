namespace CrmKit.Web.Pages;

/// <summary>The queue of cases, and the one that was picked.</summary>
internal sealed record CaseQueueModel
{
    public required IReadOnlyList<NavigationTab> Tabs { get; init; }
    public required IReadOnlyList<CaseLine> Lines { get; init; }

    /// <summary>The list of all of them, when there are more than these.</summary>
    public required string? More { get; init; }

    public required string? New { get; init; }
    public required CaseShown? Picked { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }

    /// <summary>The queue without a case picked.</summary>
    public required string Back { get; init; }
}

/// <summary>One way to look at a list.</summary>
internal sealed record NavigationTab(string Label, string Address, bool IsCurrent);

internal sealed record CaseLine
{
    public required string Subject { get; init; }
    public required string Address { get; init; }
    public required bool IsPicked { get; init; }
    public required string? Party { get; init; }
    public required string Stage { get; init; }
    public required string Priority { get; init; }
    public required bool IsUrgent { get; init; }
    public required CaseClock? Clock { get; init; }
}

/// <summary>What is due next of a case, and how far off it is.</summary>
/// <param name="What">The first answer or the solution.</param>
/// <param name="When">In words.</param>
/// <param name="IsLate">Whether it should have been done.</param>
internal sealed record CaseClock(string What, string When, bool IsLate);

internal sealed record CaseShown
{
    public required Guid Id { get; init; }
    public required string Subject { get; init; }
    public required string Address { get; init; }
    public required IReadOnlyList<CaseClock> Clocks { get; init; }

    /// <summary>Whether a click notes that the customer was answered.</summary>
    public required bool CanBeAnswered { get; init; }

    public required StagePathModel? Path { get; init; }
    public required IReadOnlyList<FieldShown> Fields { get; init; }
    public required string Description { get; init; }

    /// <summary>Where articles that fit it come from; <see langword="null"/> for who reads none.</summary>
    public required SuggestionsPlace? Articles { get; init; }

    public required ConversationModel Conversation { get; init; }

    /// <summary>Where the customer is answered; <see langword="null"/> for who answers nobody.</summary>
    public required AnswerModel? Answer { get; init; }

    /// <summary>Where an answer is noted; <see langword="null"/> for who may log nothing.</summary>
    public required LogModel? Log { get; init; }

    /// <summary>The thing that it is about, with what matters for service.</summary>
    public required CaseAbout? Asset { get; init; }

    public required IReadOnlyList<CaseAbout> Orders { get; init; }
    public required IReadOnlyList<NavigationLink> Others { get; init; }
}

/// <summary>A record beside a case.</summary>
internal sealed record CaseAbout(string Label, string Address, IReadOnlyList<FieldShown> Fields);
