using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Leads;
using CrmKit.Sessions;
using CrmKit.Storage;

namespace CrmKit.Matching;

/// <summary>Stored records that look like given ones: candidates by what an index finds, compared like those of a scan. Only what the actor may see counts, on rows and on fields.</summary>
internal sealed class DuplicateCheck(CrmSession session, IAccess access) : ISessionService
{
    private const int Candidates = 200; // per record and field
    private const int Shown = 10;
    private const int Prefix = 4;

    public Task<IReadOnlyList<IReadOnlyList<DuplicateCandidate>>> FindAsync(RecordTypeDefinition type, IReadOnlyList<Record> records, CancellationToken cancellationToken) =>
        type.VisitAsync(new Finder(this, type, records, cancellationToken));

    /// <summary>Of records that are not stored yet, those that look like one before them, by their positions.</summary>
    public async Task<IReadOnlySet<int>> RepeatedAsync(RecordTypeDefinition type, IReadOnlyList<Record> records, CancellationToken cancellationToken)
    {
        if (records.Count < 2 || DuplicateFields.Of(type, await access.HiddenFieldsAsync(type, cancellationToken)) is not { } fields) return new HashSet<int>();
        var (stored, _) = await StoredDuplicateSettings.ReadAsync(await session.ReaderAsync(cancellationToken), type.Key, cancellationToken);
        var (model, linkage, forms) = (stored.ModelOf(fields), new RecordLinkage(fields.Links), records.Select(fields.FormsOf).ToList());
        var repeated = linkage.Link(forms, model).Pairs.Where(p => (decimal)p.Probability >= stored.Settings.Ask).Select(p => Math.Max(p.A, p.B)).ToHashSet();
        // Values that very many share are no reason to compare them pair by pair: equal ones are told by themselves.
        foreach (var equal in Enumerable.Range(0, forms.Count).GroupBy(i => string.Join('\u001f', forms[i]), StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            if ((decimal)model.Probability(linkage.Compare(forms[equal.First()], forms[equal.First()])) >= stored.Settings.Ask) repeated.UnionWith(equal.Skip(1));
        return repeated;
    }

    private sealed class Finder(DuplicateCheck check, RecordTypeDefinition type, IReadOnlyList<Record> records, CancellationToken cancellationToken) : IRecordClassVisitor<IReadOnlyList<IReadOnlyList<DuplicateCandidate>>>
    {
        public async Task<IReadOnlyList<IReadOnlyList<DuplicateCandidate>>> VisitAsync<T>() where T : Record
        {
            var hidden = await check.Access.HiddenFieldsAsync(type, cancellationToken);
            if (DuplicateFields.Of(type, hidden) is not { } fields) return [.. records.Select(_ => Array.Empty<DuplicateCandidate>())];
            var (stored, _) = await StoredDuplicateSettings.ReadAsync(await check.Session.ReaderAsync(cancellationToken), type.Key, cancellationToken);
            var (model, linkage) = (stored.ModelOf(fields), new RecordLinkage(fields.Links));
            var answers = new List<IReadOnlyList<DuplicateCandidate>>(records.Count);
            foreach (var record in records)
            {
                var forms = fields.FormsOf(record);
                var found = new Dictionary<Guid, DuplicateCandidate>();
                foreach (var condition in Conditions<T>(fields, record))
                    foreach (var other in await check.ListAsync(type, condition, cancellationToken))
                    {
                        if (other.Id == record.Id || found.ContainsKey(other.Id)) continue;
                        var pattern = linkage.Compare(forms, fields.FormsOf(other));
                        var score = Math.Min(1m, MatchReasons.Rounded(model.Probability(pattern)));
                        if (score >= stored.Settings.Ask) found[other.Id] = new DuplicateCandidate(other, score, score >= stored.Settings.Same, MatchReasons.Of(model, pattern));
                    }
                answers.Add([.. found.Values.OrderByDescending(c => c.Score).ThenBy(c => c.Record.Id).Take(Shown)]);
            }
            return answers;
        }

        // Equal values of what few share, and names that begin alike.
        private IEnumerable<Expression<Func<T, bool>>> Conditions<T>(DuplicateFields fields, Record record) where T : Record
        {
            foreach (var (field, kind) in fields.Fields)
            {
                if (field.Selector is not { } selector || field.Get(record) is not { } value || value is "") continue;
                if (kind is MatchKind.Email or MatchKind.Rare or MatchKind.Phone && value is string text) yield return IsAmong<T>(selector, kind == MatchKind.Phone ? PhoneForms.Of(text, (type.TryField("country", out var country) ? country.Get(record) as string : null) ?? check.Session.Options.Country) : [text.Trim().ToLowerInvariant(), text.Trim()]);
                else if (kind is MatchKind.Company or MatchKind.FullName && field.IsIndexed && value is string name && Start(kind, name) is { Length: > 1 } start) yield return StartsWith<T>(selector, start);
            }
            if (type.TryField("lastName", out var last) && type.TryField(type.NameField, out var whole) && whole.Selector is { } shown && last.Get(record) is string { Length: > 0 } family)
            {
                var given = type.TryField("firstName", out var first) ? first.Get(record) as string ?? "" : "";
                yield return IsAmong<T>(shown, [.. new[] { $"{given} {family}".Trim(), $"{family} {given}".Trim(), family + given, given + family }.Distinct()]);
            }
        }

        private static string Start(MatchKind kind, string name)
        {
            var core = kind == MatchKind.Company ? CompanyName.Core(name) : name.Trim();
            return core.Length <= Prefix ? core : core[..Math.Max(Prefix, core.Length / 2)];
        }

        private static Expression<Func<T, bool>> IsAmong<T>(LambdaExpression selector, IReadOnlyList<string> values)
        {
            var record = Expression.Parameter(typeof(T), "r");
            var list = values.ToList();
            return Expression.Lambda<Func<T, bool>>(Expression.Call(Predicates.Parameter(list, typeof(List<string>)), nameof(List<>.Contains), null, selector.Over(record)), record);
        }

        private static Expression<Func<T, bool>> StartsWith<T>(LambdaExpression selector, string start)
        {
            var record = Expression.Parameter(typeof(T), "r");
            return Expression.Lambda<Func<T, bool>>(Expression.Call(typeof(TextMatch), nameof(TextMatch.StartsWith), null, selector.Over(record), Predicates.Parameter(start, typeof(string))), record);
        }
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(RecordTypeDefinition type, Expression<Func<T, bool>> condition, CancellationToken cancellationToken) where T : Record
    {
        var specification = new Specification<T>(condition).OrderBy(r => r.Id).Take(Candidates);
        return session.Records.ListAsync(type.IsCustom ? specification.OfType(type.Key) : specification, cancellationToken);
    }

    private CrmSession Session => session;

    private IAccess Access => access;
}
