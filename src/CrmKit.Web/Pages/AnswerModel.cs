namespace CrmKit.Web.Pages;

/// <param name="Address">Where it is sent.</param>
/// <param name="Id">The case.</param>
/// <param name="Ways">The ways that work, the one that the customer used last first; none when nothing can be sent.</param>
/// <param name="Why">Why other ways do not work.</param>
/// <param name="Stages">Where the case may be put along with it.</param>
internal sealed record AnswerModel(string Address, Guid Id, IReadOnlyList<FieldChoice> Ways, IReadOnlyList<string> Why, IReadOnlyList<FieldChoice> Stages)
{
    public required string Channel { get; init; }
    public required string Stage { get; init; }

    /// <summary>What was typed and refused.</summary>
    public required string Text { get; init; }
}
