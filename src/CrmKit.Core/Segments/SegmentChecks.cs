using CrmKit.Access;
using CrmKit.Sessions;
using CrmKit.Views;

namespace CrmKit.Segments;

/// <summary>Whether a segment is sound, for the catalog as it is now and for the actor.</summary>
internal sealed class SegmentChecks(CrmSession session, IAccess access, RecordQueries queries) : ISessionService
{
    private const int LongestName = 100;

    /// <summary>What may be kept: its filter can be asked, by the actor, and shows him nothing that he may not read.</summary>
    public async Task<SegmentPlan> CheckAsync(Segment segment, CancellationToken cancellationToken)
    {
        if (segment.Name.Trim().Length is 0 or > LongestName) throw new CrmValidationException(SegmentErrors.Name(LongestName));
        if (segment.Sharing == ViewSharing.Team != segment.TeamId is not null) throw new CrmValidationException(SegmentErrors.Team());
        await AskAsync(segment, cancellationToken);
        var plan = SegmentPlan.Of(segment.Filter, session.Catalog.Type(segment.RecordType), new SegmentScope(session, session.Now));
        if (plan.ReadsMe) throw new CrmValidationException(SegmentErrors.Me());
        if (await access.ScopeAsync(plan.Type, Operations.Read, cancellationToken) == AccessScope.None) throw new CrmForbiddenException(AccessErrors.Forbidden(Operations.Read, plan.Type));
        foreach (var type in plan.Looks.Skip(1).Select(l => l.Type).Distinct())
            if (await access.ScopeAsync(type, Operations.Read, cancellationToken) != AccessScope.All) throw new CrmForbiddenException(SegmentErrors.Related(type));
        return plan;
    }

    /// <exception cref="CrmValidationException"><c>segment.fixed</c>.</exception>
    public static void RefuseChange(Segment wanted, Segment stored)
    {
        if (wanted.RecordType != stored.RecordType) throw new CrmValidationException(SegmentErrors.Fixed(stored, "recordType"));
        if (wanted.Kind != stored.Kind) throw new CrmValidationException(SegmentErrors.Fixed(stored, "kind"));
        if (wanted.Kind == SegmentKind.Snapshot && wanted.Filter != stored.Filter) throw new CrmValidationException(SegmentErrors.Fixed(stored, "filter"));
    }

    public async Task<Segment> WithProblemAsync(Segment segment, CancellationToken cancellationToken) =>
        await ProblemAsync(segment, cancellationToken) is not { } problem ? segment
            : segment with { Problem = problem, State = problem.Code == "segment.broken" ? SegmentState.Broken : segment.State };

    /// <exception cref="CrmRuleException"><c>segment.broken</c>.</exception>
    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    public async Task DemandSoundAsync(Segment segment, CancellationToken cancellationToken)
    {
        if (await ProblemAsync(segment, cancellationToken) is { } problem) throw problem.Code == "segment.broken" ? new CrmRuleException(problem) : new CrmForbiddenException(problem);
    }

    private async Task<CrmError?> ProblemAsync(Segment segment, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(segment, cancellationToken);
            return null;
        }
        catch (CrmForbiddenException hidden)
        {
            return hidden.Errors[0];
        }
        catch (CrmException gone) when (gone is CrmValidationException or CrmNotFoundException)
        {
            var isKept = segment.Kind == SegmentKind.Snapshot && session.Catalog.TryType(segment.RecordType, out _); // what was put in stays in, whatever became of the filter
            return isKept ? null : SegmentErrors.Broken(segment, gone.Errors[0].Message);
        }
    }

    private Task AskAsync(Segment segment, CancellationToken cancellationToken) => queries.CheckAsync(new RecordQuery(segment.RecordType) { Filter = segment.Filter }, cancellationToken);
}
