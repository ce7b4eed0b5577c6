namespace CrmKit.Fuzz;

/// <summary>What reads input that anybody may send.</summary>
/// <param name="Name">Of the target, and of its folder in the corpus.</param>
/// <param name="Seeds">Inputs that it reads well: others are bred from them.</param>
/// <param name="Tokens">Parts that mean something to it.</param>
/// <param name="AskAsync">Gives it one input, and says in a word what came of it, such as the codes of its errors. What it throws is a complaint.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, IReadOnlyList<string> Tokens, Func<byte[], Task<string>> AskAsync);

/// <summary>An input that was not read as it should be: an exception or a 500, too long, or too much memory.</summary>
internal sealed record Complaint(string What, byte[] Input);

/// <summary>What a run found.</summary>
/// <param name="Outcomes">How many kinds of answers there were: a target that answers everything alike is hardly tried.</param>
/// <param name="Complaints">At most one for each kind.</param>
internal sealed record Findings(int Outcomes, IReadOnlyList<Complaint> Complaints);
