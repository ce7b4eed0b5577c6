using CrmKit.Consents;
using CrmKit.Imports.Values;

namespace CrmKit.Imports.Mapping;

/// <summary>Columns of a file that make a proof, found in its header.</summary>
/// <param name="Setting">What the map says.</param>
/// <param name="Act">Position of the column with yes and no.</param>
/// <param name="At">Position of the column with the time.</param>
/// <param name="Evidence">Position of the column with what shows it; below 0 without one.</param>
/// <param name="Times">Reads the times.</param>
/// <param name="Now">Nothing was said later.</param>
internal sealed record ConsentTarget(ImportConsent Setting, int Act, int At, int Evidence, DateText Times, DateTimeOffset Now)
{
    private const int LongestEvidence = 2_000;

    /// <summary>What a row says; <see langword="null"/> when it says nothing.</summary>
    /// <param name="cell">The cell at a position, without blanks around it.</param>
    /// <param name="wrong">Takes what cannot be read: the column, its text, and why.</param>
    public MappedConsent? Read(Func<int, string> cell, Action<string, string, CrmError> wrong)
    {
        var (said, time, shown) = (cell(Act), cell(At), Evidence < 0 ? "" : cell(Evidence));
        if (said.Length == 0) return null;
        DateTimeOffset? at = null;
        if (!BoolText.TryParse(said, out var isGiven)) wrong(Setting.Column, said, ImportErrors.Value(Setting.Column, "yes or no"));
        else if (time.Length > 0 || isGiven)
        {
            if (Times.TryInstant(time, out var read) && read <= Now) at = read;
            else wrong(Setting.At, time, ImportErrors.Value(Setting.At, $"a time in the past as {Times.Expected}, and a consent proves nothing without one"));
        }
        if (shown.Length > LongestEvidence) wrong(Setting.EvidenceColumn!, shown, ImportErrors.Value(Setting.EvidenceColumn!, $"a text of at most {LongestEvidence} characters"));
        return new MappedConsent(Setting, isGiven ? ConsentAct.Given : ConsentAct.Withdrawn, at, shown);
    }
}

/// <summary>What a row says that its person allowed or forbade.</summary>
/// <param name="Setting">What the map says.</param>
/// <param name="Act">Given or withdrawn.</param>
/// <param name="At">When; <see langword="null"/> for now.</param>
/// <param name="Evidence">What the row shows for it; may be empty.</param>
internal sealed record MappedConsent(ImportConsent Setting, ConsentAct Act, DateTimeOffset? At, string Evidence);
