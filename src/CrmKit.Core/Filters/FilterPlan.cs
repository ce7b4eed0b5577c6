using CrmKit.Activities;

namespace CrmKit.Filters;

/// <summary>What the names in a filter mean.</summary>
internal sealed class FilterPlan
{
    public Dictionary<Condition, FieldPath> Paths { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The other field of conditions that compare two fields of one record.</summary>
    public Dictionary<Condition, FieldDefinition> Others { get; } = new(ReferenceEqualityComparer.Instance);

    public Dictionary<Related, FilterRelation> Relations { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The types of all records beside the one in question.</summary>
    public IEnumerable<RecordTypeDefinition> Targets => Paths.Values.SelectMany(p => p.Hops).Select(h => h.To).Concat(Relations.Values.Select(r => r.Type));

    /// <exception cref="CrmValidationException"><c>filter.field-unknown</c>, <c>filter.relation-unknown</c>, <c>filter.too-complex</c>, <c>filter.syntax</c>.</exception>
    public void Resolve(FilterNode node, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        foreach (var leaf in node.Leaves())
            if (leaf is Related related)
            {
                var relation = Relations[related] = Relation(related, type, catalog);
                if (related.Inner is { } inner) Resolve(inner, relation.Type, catalog);
            }
            else if (leaf is Condition condition)
            {
                Paths[condition] = FieldPaths.Resolve(catalog, type, condition.Path, condition.Position);
                if (condition.Other is { } other) Others[condition] = FieldPaths.Other(Paths[condition], other);
            }
    }

    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>.</exception>
    public async ValueTask RefuseHiddenAsync(IFilterScope scope, CancellationToken cancellationToken)
    {
        var asked = Paths.SelectMany(p => p.Value.Hops.Select(h => (p.Key.Position, Owner: h.From, Field: h.Reference)).Append((p.Key.Position, p.Value.Type, p.Value.Field)))
            .Concat(Others.Select(o => (o.Key.Other!.Position, Paths[o.Key].Type, o.Value)))
            .Concat(Relations.Select(r => (r.Key.Position, r.Value.Type, r.Value.Reference)));
        var hidden = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var (position, owner, field) in asked)
        {
            if (!hidden.TryGetValue(owner.Key, out var keys)) hidden[owner.Key] = keys = await scope.HiddenFieldsAsync(owner, cancellationToken);
            if (keys.Contains(field.Key)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(owner.Key, field.Key) with { Position = position });
            scope.Reads(owner, field);
        }
    }

    /// <exception cref="CrmValidationException"><c>filter.relation-unknown</c>.</exception>
    public static FilterRelation Relation(Related related, RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        if (catalog.FindRelation(type.Key, related.Relation) is { } relation && catalog.TryType(relation.RecordType, out var pointing))
            return new FilterRelation(pointing, pointing.Field(relation.Field), null);
        // Activities are about records of any type.
        if (catalog.Types.FirstOrDefault(t => t.ClrType.IsSubclassOf(typeof(CrmActivity)) && (t.Key == related.Relation || t.PluralKey == related.Relation)) is { } activity)
            return new FilterRelation(activity, activity.Field("regardingId"), type.Key);
        throw FilterErrors.RelationUnknown(related.Position, type.Key, related.Relation, Nearest.To(related.Relation, catalog.RelationsOf(type.Key).SelectMany(r => new[] { r.Key, catalog.Type(r.RecordType).PluralKey })));
    }
}

/// <summary>The records that point at another one.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Reference">Their field that points.</param>
/// <param name="Regarding">The type that they are about, where the field alone does not say; else <see langword="null"/>.</param>
internal sealed record FilterRelation(RecordTypeDefinition Type, FieldDefinition Reference, string? Regarding);
