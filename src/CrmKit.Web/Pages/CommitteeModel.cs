namespace CrmKit.Web.Pages;

/// <param name="Add">Where somebody is added; <see langword="null"/> for those who may not.</param>
/// <param name="LacksDecider">Whether nobody among them is known to decide.</param>
/// <param name="Groups">The people by their part, who decides first.</param>
internal sealed record CommitteeModel(string? Add, bool LacksDecider, IReadOnlyList<CommitteeGroup> Groups);

internal sealed record CommitteeGroup(string Role, string Label, IReadOnlyList<CommitteeMember> Members);

/// <param name="Name">What the person is called.</param>
/// <param name="Address">The person's page; <see langword="null"/> when it is not the reader's.</param>
/// <param name="About">Job and department.</param>
/// <param name="IsPrimary">Whether it is the person to talk to first.</param>
/// <param name="Note">Concerns, influence, preferences.</param>
/// <param name="Part">The page of the part.</param>
internal sealed record CommitteeMember(string Name, string? Address, string About, bool IsPrimary, string? Note, string Part);
