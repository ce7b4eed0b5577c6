namespace CrmKit.Web.Pages;

internal sealed record ConvertModel
{
    public required string Address { get; init; }
    public required NavigationLink Back { get; init; }
    public required string To { get; init; }
    public required string ToLabel { get; init; }
    public required IReadOnlyList<CrmError> Errors { get; init; }
    public required IReadOnlyList<PartyChoice> Parties { get; init; }
    public required IReadOnlyList<FieldChoice> Pipelines { get; init; }
    public required string? Pipeline { get; init; }
    public required IReadOnlyList<FieldEntry> Fields { get; init; }
    public required IReadOnlyList<ConvertLine> Created { get; init; }
    public required IReadOnlyList<ConvertLine> Matched { get; init; }
}

/// <param name="Name">The field of the form that says which.</param>
/// <param name="OtherName">The field of the form in which another one is named.</param>
/// <param name="Label">What is chosen.</param>
/// <param name="Options">What there is to choose from.</param>
/// <param name="Chosen">The value of the option that is chosen; <c>other</c> for the one that is named.</param>
/// <param name="Other">The name of another one.</param>
internal sealed record PartyChoice(string Name, string OtherName, string Label, IReadOnlyList<PartyOption> Options, string Chosen, string Other);

/// <param name="Value">What is sent.</param>
/// <param name="Label">What it is.</param>
/// <param name="Reason">Why it is offered.</param>
/// <param name="Address">Where it is; <see langword="null"/> for what is not there yet.</param>
internal sealed record PartyOption(string Value, string Label, string? Reason, string? Address);

internal sealed record ConvertLine(string Type, string Name, string? Address);
