using System.Linq.Expressions;
using CrmKit.Access;
using CrmKit.Filters;
using CrmKit.Pipelines;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What reports ask of a record of any type that moves through pipelines; a field that the type lacks, or the actor may not read, is empty.</summary>
internal sealed record Fact
{
    public Guid Id { get; init; }
    public string? Pipeline { get; init; }
    public string? Stage { get; init; }
    public string? PassedStages { get; init; }
    public StageCategory? Category { get; init; }
    public DateTimeOffset? StageEnteredAt { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateOnly? OpenedOn { get; init; }
    public DateOnly? ClosedOn { get; init; }
    public DateOnly? ExpectedOn { get; init; }
    public Guid? OwnerId { get; init; }
    public Guid? TeamId { get; init; }
    public Guid? ProductId { get; init; }
    public Guid? AccountId { get; init; }
    public string? Source { get; init; }
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? Currency { get; init; }
    public decimal? Amount { get; init; }
    public decimal? Weighted { get; init; }
}

/// <summary>Records as facts, through the actor's rights and the caller's filter.</summary>
internal static class Facts
{
    // Which field of a type stands for which fact; the first one that the type has.
    private static readonly (string Fact, string[] Fields)[] Sources =
    [
        (nameof(Fact.OpenedOn), ["openedOn", "orderedOn"]),
        (nameof(Fact.ExpectedOn), ["expectedCloseOn"]),
        (nameof(Fact.ProductId), ["productId"]),
        (nameof(Fact.AccountId), ["accountId"]),
        (nameof(Fact.Source), ["source"]),
        (nameof(Fact.Country), ["country"]),
        (nameof(Fact.Region), ["region"]),
        (nameof(Fact.Currency), ["currency"]),
        (nameof(Fact.Amount), ["amount", "total"]),
        (nameof(Fact.Weighted), ["weightedAmount"]),
    ];

    /// <param name="session">Whose rights apply.</param>
    /// <param name="type">The type of the records.</param>
    /// <param name="filter">Which of them, by what they are now; <see langword="null"/> for all.</param>
    /// <param name="aliveAt">Records that were deleted at or after this instant are among them; <see langword="null"/> leaves out all that are deleted.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Task<IQueryable<Fact>> OfAsync(CrmSession session, RecordTypeDefinition type, string? filter, DateTimeOffset? aliveAt, CancellationToken cancellationToken) =>
        type.VisitAsync(new Projector(session, type, filter, aliveAt, cancellationToken));

    /// <summary>The field of a type that gives a fact, unless there is none or the actor may not read it.</summary>
    public static FieldDefinition? FieldOf(string fact, RecordTypeDefinition type, IReadOnlySet<string> hidden) => Sources.First(s => s.Fact == fact).Fields
        .Select(f => type.TryField(f, out var field) && !field.IsCustom && !hidden.Contains(f) ? field : null).FirstOrDefault(f => f is not null);

    /// <summary>The fields of a type that facts are made of.</summary>
    public static IEnumerable<FieldDefinition> FieldsOf(RecordTypeDefinition type) => Sources.Select(s => FieldOf(s.Fact, type, System.Collections.Frozen.FrozenSet<string>.Empty)).OfType<FieldDefinition>();

    private sealed class Projector(CrmSession session, RecordTypeDefinition type, string? filter, DateTimeOffset? aliveAt, CancellationToken cancellationToken) : IRecordClassVisitor<IQueryable<Fact>>
    {
        public async Task<IQueryable<Fact>> VisitAsync<T>() where T : Record
        {
            var source = new RecordSource(session, session.Access);
            var rows = await source.VisibleAsync<T>(type, aliveAt is null ? RecordLife.Alive : RecordLife.All, cancellationToken);
            if (aliveAt is { } instant) rows = rows.Where(r => r.DeletedAt == null || r.DeletedAt >= instant);
            if (!string.IsNullOrWhiteSpace(filter))
                rows = rows.Where(await Filter.CompileAsync<T>(filter, type, new SessionFilterScope(session, session.Access, source), cancellationToken));
            return rows.Select(Projection<T>(await session.Access.HiddenFieldsAsync(type, cancellationToken)));
        }

        private Expression<Func<T, Fact>> Projection<T>(IReadOnlySet<string> hidden) where T : Record
        {
            var record = Expression.Parameter(typeof(T), "r");
            var bindings = new List<MemberBinding>();
            void Bind(string fact, Expression value) => bindings.Add(Expression.Bind(typeof(Fact).GetProperty(fact)!, value));
            Bind(nameof(Fact.Id), Expression.Property(record, nameof(Record.Id)));
            Bind(nameof(Fact.CreatedAt), Expression.Property(record, nameof(Record.CreatedAt)));
            if (type.IsRoot)
            {
                Bind(nameof(Fact.Pipeline), Expression.Property(record, nameof(RootRecord.PipelineKey)));
                Bind(nameof(Fact.Stage), Expression.Property(record, nameof(RootRecord.StageKey)));
                Bind(nameof(Fact.PassedStages), Expression.Property(record, nameof(RootRecord.PassedStageKeys)));
                Bind(nameof(Fact.Category), Expression.Property(record, nameof(RootRecord.StageCategory)));
                Bind(nameof(Fact.StageEnteredAt), Expression.Property(record, nameof(RootRecord.StageEnteredAt)));
                Bind(nameof(Fact.ClosedOn), Expression.Property(record, nameof(RootRecord.ClosedOn)));
                Bind(nameof(Fact.OwnerId), Expression.Property(record, nameof(RootRecord.OwnerId)));
                Bind(nameof(Fact.TeamId), Expression.Property(record, nameof(RootRecord.TeamId)));
            }
            foreach (var (fact, _) in Sources)
                if (FieldOf(fact, type, hidden) is { Selector: { } selector } && selector.ReturnType == typeof(Fact).GetProperty(fact)!.PropertyType)
                    Bind(fact, selector.Over(record));
            // Every property is set: the translation knows nothing of defaults.
            foreach (var empty in typeof(Fact).GetProperties().ExceptBy(bindings.Select(b => b.Member.Name), p => p.Name)) Bind(empty.Name, Expression.Constant(null, empty.PropertyType));
            return Expression.Lambda<Func<T, Fact>>(Expression.MemberInit(Expression.New(typeof(Fact)), bindings), record);
        }
    }
}
