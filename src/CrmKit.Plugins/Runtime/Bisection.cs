namespace CrmKit.Plugins.Runtime;

/// <summary>The search for the one plugin that causes a trouble, as the database keeps it: each answer halves the suspects, and the last question is whether the trouble goes with the one that is left.</summary>
internal sealed record Bisection
{
    /// <summary>Counts the questions, from 1.</summary>
    public int Step { get; init; } = 1;

    /// <summary>In the order in which they start: what one of them needs is before it, so the first half can always run.</summary>
    public required IReadOnlyList<string> Suspects { get; init; }

    /// <summary>The suspects that are off while the question stands: the later half, or the one that is left.</summary>
    public IReadOnlyList<string> Off => Suspects.Count == 1 ? Suspects : [.. Suspects.Skip((Suspects.Count + 1) / 2)];

    /// <summary>The next question.</summary>
    /// <param name="isGood">Whether the trouble was gone.</param>
    /// <returns><see langword="null"/> when the last question was answered.</returns>
    public Bisection? Answer(bool isGood) => Suspects.Count == 1 ? null : new()
    {
        Step = Step + 1,
        Suspects = isGood ? Off : [.. Suspects.Take((Suspects.Count + 1) / 2)],
    };

    public PluginBisection Describe() => new(PluginBisectionState.Asking)
    {
        Step = Step,
        MostSteps = Step + (int)Math.Ceiling(Math.Log2(Suspects.Count)),
        Suspects = Suspects,
        Off = Off,
    };

    /// <summary>How it ended with the answer to the last question.</summary>
    public PluginBisection Conclude(bool isGood) => new(isGood ? PluginBisectionState.Found : PluginBisectionState.Inconclusive)
    {
        Step = Step,
        MostSteps = Step,
        Suspects = Suspects,
        Culprit = isGood ? Suspects[0] : null,
    };
}
