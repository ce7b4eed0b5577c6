using System.Linq.Expressions;
using CrmKit.Filters;
using CrmKit.Sessions;

namespace CrmKit.Quality;

/// <summary>The conditions of rules across fields: the filter language over one record, in memory.</summary>
internal static class RuleCondition
{
    /// <summary>Refuses what cannot be asked of one record.</summary>
    public static void Check(RecordRule rule, RecordTypeDefinition type, CrmSession session)
    {
        if (rule.When is { } when) Compile(when, type, session);
        Compile(rule.Must, type, session);
        var problems = new CatalogProblems();
        if (rule.Field is { } field && !type.TryField(field, out _)) problems.Invalid("Rule", rule.Key, $"it marks '{field}', which '{type.Key}' does not have.");
        if (string.IsNullOrWhiteSpace(rule.Message?.English)) problems.Invalid("Rule", rule.Key, "it has no message for those who break it.");
        problems.ThrowIfAny();
    }

    /// <summary>The keys of the fields that a rule reads; none when it sleeps.</summary>
    public static IReadOnlySet<string> Fields(RecordRule rule, CatalogSnapshot catalog)
    {
        if (!catalog.TryType(rule.RecordType, out var type)) return new HashSet<string>();
        try
        {
            return new[] { rule.When, rule.Must }.OfType<string>().Select(t => Plan(FilterParser.Parse(t), type, catalog))
                .SelectMany(p => p.Paths.Values.Select(v => v.Field).Concat(p.Others.Values)).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        }
        catch (CrmValidationException)
        {
            return new HashSet<string>(); // a field of it is away
        }
    }

    /// <exception cref="CrmValidationException">The codes of the filter language; <c>rule.reference</c>.</exception>
    public static Func<Record, bool> Compile(string text, RecordTypeDefinition type, CrmSession session)
    {
        var root = FilterParser.Parse(text);
        var record = Expression.Parameter(typeof(Record), "r");
        var body = new FilterCompiler(Plan(root, type, session.Catalog), new Dictionary<string, IQueryable>(), new SessionClock(session)).Compile(root, Expression.Convert(record, type.ClrType), negated: false);
        return Expression.Lambda<Func<Record, bool>>(body, record).Compile(preferInterpretation: true); // asked of one batch
    }

    private static FilterPlan Plan(FilterNode root, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        var plan = new FilterPlan();
        plan.Resolve(root, type, catalog);
        var foreign = plan.Relations.Keys.Select(r => r.Relation).Concat(plan.Paths.Where(p => p.Value.Hops.Count > 0).Select(p => p.Key.Path)).FirstOrDefault();
        return foreign is null ? plan : throw new CrmValidationException(QualityErrors.RuleReference(foreign));
    }

    /// <summary>Rules hold whatever the caller may read, and look at nothing but the record.</summary>
    private sealed class SessionClock(CrmSession session) : IFilterScope
    {
        public CatalogSnapshot Catalog => session.Catalog;
        public Guid? Me => session.Actor.UserId;
        public DateOnly Today => session.Today;
        public DateTimeOffset Now => session.Now;
        public string TimeZone => session.Options.TimeZone;

        public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Reads(RecordTypeDefinition type, FieldDefinition field) { }

        public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
