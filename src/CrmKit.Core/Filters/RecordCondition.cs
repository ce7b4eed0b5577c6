using System.Linq.Expressions;
using CrmKit.Quality;
using CrmKit.Sessions;

namespace CrmKit.Filters;

/// <summary>The filter language over one record, in memory.</summary>
internal static class RecordCondition
{
    /// <exception cref="CrmValidationException">The codes of the filter language; <c>rule.reference</c>.</exception>
    public static Func<Record, bool> Compile(string text, RecordTypeDefinition type, CrmSession session) =>
        Compile(text, type, new Clock(session.Catalog, session.Actor.UserId, session.Today, session.Now, session.Options.TimeZone));

    /// <summary>Refuses what cannot be asked of one record, where there is no session yet.</summary>
    /// <exception cref="CrmValidationException">The codes of the filter language; <c>rule.reference</c>.</exception>
    public static void Check(string text, RecordTypeDefinition type, CatalogSnapshot catalog) =>
        Compile(text, type, new Clock(catalog, null, DateOnly.FromDateTime(DateTime.UnixEpoch), DateTimeOffset.UnixEpoch, "UTC"));

    /// <summary>The keys of the fields that it reads.</summary>
    /// <exception cref="CrmValidationException">The codes of the filter language; <c>rule.reference</c>.</exception>
    public static IReadOnlySet<string> Fields(string text, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        var plan = Plan(FilterParser.Parse(text), type, catalog);
        return plan.Paths.Values.Select(p => p.Field).Concat(plan.Others.Values).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
    }

    private static Func<Record, bool> Compile(string text, RecordTypeDefinition type, Clock scope)
    {
        var root = FilterParser.Parse(text);
        var record = Expression.Parameter(typeof(Record), "r");
        var body = new FilterCompiler(Plan(root, type, scope.Catalog), new Dictionary<string, IQueryable>(), scope).Compile(root, Expression.Convert(record, type.ClrType), negated: false);
        return Expression.Lambda<Func<Record, bool>>(body, record).Compile(preferInterpretation: true); // asked of one batch
    }

    private static FilterPlan Plan(FilterNode root, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        var plan = new FilterPlan();
        plan.Resolve(root, type, catalog);
        var foreign = plan.Relations.Keys.Select(r => r.Relation).Concat(plan.Paths.Where(p => p.Value.Hops.Count > 0).Select(p => p.Key.Path)).FirstOrDefault();
        return foreign is null ? plan : throw new CrmValidationException(QualityErrors.RuleReference(foreign));
    }

    /// <summary>It holds whatever the caller may read, and looks at nothing but the record.</summary>
    private sealed record Clock(CatalogSnapshot Catalog, Guid? Me, DateOnly Today, DateTimeOffset Now, string TimeZone) : IFilterScope
    {
        public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Reads(RecordTypeDefinition type, FieldDefinition field) { }

        public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
