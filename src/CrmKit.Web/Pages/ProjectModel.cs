namespace CrmKit.Web.Pages;

/// <summary>Projects on a line of time: all that are open, or one with its milestones and tasks.</summary>
internal sealed record ProjectPlanModel
{
    /// <summary>The record; <see langword="null"/> for all open ones.</summary>
    public required string? Record { get; init; }

    /// <summary>What was planned against what it came to.</summary>
    public required IReadOnlyList<PlanFigure> Figures { get; init; }

    /// <summary>What each department has to do; empty where tasks name none.</summary>
    public required IReadOnlyList<PlanDepartment> Departments { get; init; }

    public required PlanDrawing? Drawing { get; init; }
    public required IReadOnlyList<PlanLine> Lines { get; init; }

    /// <summary>The list of all of them, when there are more than these.</summary>
    public required string? More { get; init; }
}

/// <param name="Label">What is measured.</param>
/// <param name="Planned">As people read it; empty when nothing was planned.</param>
/// <param name="Actual">As people read it.</param>
/// <param name="Percent">The actual of the planned, at most 100; <see langword="null"/> when nothing was planned.</param>
/// <param name="IsOver">Whether it is more than was planned.</param>
internal sealed record PlanFigure(string Label, string Planned, string Actual, int? Percent, bool IsOver);

/// <param name="Name">The department.</param>
/// <param name="Address">Its tasks alone, or all again.</param>
/// <param name="IsChosen">Whether its tasks are shown alone.</param>
/// <param name="Done">How many of its tasks are done, in words.</param>
/// <param name="Late">How many are late, in words; <see langword="null"/> for none.</param>
/// <param name="Percent">The share that is done.</param>
internal sealed record PlanDepartment(string Name, string Address, bool IsChosen, string Done, string? Late, int Percent);

/// <summary>One project, milestone or task.</summary>
internal sealed record PlanLine
{
    public required string Kind { get; init; }
    public required string Label { get; init; }
    public required string Address { get; init; }
    public required DateOnly? PlannedFrom { get; init; }
    public required DateOnly? PlannedUntil { get; init; }
    public required DateOnly? ActualFrom { get; init; }
    public required DateOnly? ActualUntil { get; init; }

    /// <summary>How far off it is, or how it ended, in words.</summary>
    public required string State { get; init; }

    public required bool IsLate { get; init; }
    public required string Planned { get; init; }
    public required string Actual { get; init; }
    public string? Who { get; init; }

    /// <summary>The department that does it.</summary>
    public string? Department { get; init; }
}

/// <summary>The lines as a picture, in units of its own.</summary>
internal sealed record PlanDrawing(int Width, int Height, int Left, IReadOnlyList<PlanTick> Ticks, int? Today, IReadOnlyList<PlanBar> Rows);

internal sealed record PlanTick(int X, string Label);

/// <summary>A row of the picture: a bar from a day to a day, or a mark on one day.</summary>
internal sealed record PlanBar(int Y, string Label, string Kind, bool IsLate, PlanSpan? Planned, PlanSpan? Actual);

internal sealed record PlanSpan(int X, int Width);
