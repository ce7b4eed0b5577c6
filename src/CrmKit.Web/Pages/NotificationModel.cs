namespace CrmKit.Web.Pages;

/// <summary>What waits for a person.</summary>
/// <param name="Due">What is to be done.</param>
/// <param name="Mentions">Where colleagues mentioned him.</param>
internal sealed record NotificationModel(IReadOnlyList<NotificationLine> Due, IReadOnlyList<NotificationLine> Mentions);

/// <param name="Text">The number; empty for none.</param>
internal sealed record CountModel(string Text);

internal sealed record NotificationLine
{
    public required Guid Id { get; init; }
    public required bool IsMention { get; init; }
    public required bool IsSeen { get; init; }
    public required string Title { get; init; }

    /// <summary>The record; <see langword="null"/> when the person may not read it.</summary>
    public required string? Address { get; init; }

    public required NavigationLink? About { get; init; }
    public required string What { get; init; }
    public required string When { get; init; }
    public required bool IsLate { get; init; }
}
