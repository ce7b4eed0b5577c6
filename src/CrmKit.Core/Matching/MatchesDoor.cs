using CrmKit.Access;
using CrmKit.Plugins;
using CrmKit.Sessions;
using Microsoft.Extensions.Logging;

namespace CrmKit.Matching;

/// <summary>Asks all matchers for a pair of types and orders what they find.</summary>
internal sealed class MatchesDoor(CrmSession session, IAccess access, ILogger<MatchesDoor> log) : IMatches
{
    public async Task<IReadOnlyList<IReadOnlyList<Match>>> FindAsync(string from, string to, IReadOnlyList<MatchProbe> probes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(probes);
        var type = session.Catalog.Type(to);
        _ = session.Catalog.Type(from);
        var found = probes.ToDictionary(p => p, _ => new List<Match>(), (IEqualityComparer<MatchProbe>)ReferenceEqualityComparer.Instance);
        if (found.Count == 0) return [];
        await access.MayAsync(type, Operations.Read, [], cancellationToken); // matchers read as themselves: whoever asks must be one who may be told
        foreach (var matcher in session.Handlers<IRecordMatcher>($"{from}>{to}"))
        {
            var matches = new List<(MatchProbe Probe, Match Match)>();
            var context = new MatchContext(session, type, probes, $"{matcher.Source}/{HandlerChain.Short(matcher.Name)}", (probe, match) =>
            {
                if (!found.ContainsKey(probe)) throw new ArgumentException("A matcher can only answer what it was asked.", nameof(probe));
                matches.Add((probe, match));
            });
            if (await matcher.CallAsync(CallKind.Transaction, context, static (m, c, token) => m.MatchAsync(c, token), cancellationToken) is { } fault)
                log.LogWarning("Matcher {Matcher} of '{Source}' finds nothing for {Count} records of type '{Type}': {Reason}", matcher.Name, matcher.Source, probes.Count, from, fault.Detail);
            else foreach (var (probe, match) in matches) found[probe].Add(match);
        }
        FieldHiding.Hide(type, await access.HiddenFieldsAsync(type, cancellationToken), [.. found.Values.SelectMany(m => m).Select(m => m.Record)]);
        // Stable: at equal confidence what was found first stays first.
        return [.. probes.Select(p => (IReadOnlyList<Match>)[.. found[p].Where(m => m.Record.Id != p.Record.Id).OrderByDescending(m => m.Confidence).DistinctBy(m => m.Record.Id)])];
    }
}
