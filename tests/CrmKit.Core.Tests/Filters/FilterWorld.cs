using System.Globalization;
using System.Linq.Expressions;
using CrmKit.Accounts;
using CrmKit.Catalog;
using CrmKit.Fields;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Plugins;
using CrmKit.Records;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.Filters;

/// <summary>The catalog of core with a plugin's fields, a few hundred opportunities with every kind of value and emptiness, and a clock that stands still.</summary>
internal sealed class FilterWorld : IFilterScope
{
    public static readonly Field<string> Note = Field.Text("test.note");
    public static readonly Field<decimal> Area = Field.Decimal("test.area");
    public static readonly Field<long> Rooms = Field.Integer("test.rooms");
    public static readonly Field<bool> Urgent = Field.Bool("test.urgent");
    public static readonly Field<DateOnly> Moving = Field.Date("test.moving");
    public static readonly Field<DateTimeOffset> Seen = Field.Instant("test.seen");
    public static readonly Field<Guid> Agency = Field.Reference("test.agency");

    private readonly HashSet<string> _hidden = [];

    public FilterWorld()
    {
        var services = new ServiceCollection().AddLogging().AddOptions().AddSingleton(TimeProvider.System).BuildServiceProvider();
        var registry = CoreSource.NewRegistry(services);
        var source = new ExtensionSource("test") { Rank = 2, Services = services };
        AddFields(registry.NewBuilder(source));
        registry.Put(source);
        Catalog = registry.Current.Catalog;
        Type = Catalog.Type(typeof(Opportunity));
        Fill();
    }

    public CatalogSnapshot Catalog { get; }
    public RecordTypeDefinition Type { get; }
    public List<Account> Accounts { get; } = [];
    public List<Opportunity> Opportunities { get; } = [];
    public Guid? Me { get; set; } = Id(1);
    public DateOnly Today => new(2025, 6, 15);
    public DateTimeOffset Now => new(2025, 6, 15, 9, 30, 0, TimeSpan.Zero);
    public string TimeZone => "Asia/Shanghai";

    public static void AddFields(ICrmPluginBuilder plugin) => plugin.Fields<Opportunity>(f => f
        .Add(Note, "Note").Add(Area, "Area").Add(Rooms, "Rooms").Add(Urgent, "Urgent").Add(Moving, "Moving").Add(Seen, "Seen").Add(Agency, "account", "Agency", null));

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    public void Hide(string type, string field) => _hidden.Add($"{type}/{field}");

    public async Task<IReadOnlyList<string>> NamesAsync(string filter)
    {
        var condition = (Expression<Func<Opportunity, bool>>)new InMemory().Visit(await Filter.CompileAsync<Opportunity>(filter, Type, this, default));
        return [.. Opportunities.Where(condition.Compile(preferInterpretation: true)).Select(o => o.Name)];
    }

    public ValueTask<IReadOnlySet<string>> HiddenFieldsAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        new(type.Fields.Select(f => f.Key).Where(f => _hidden.Contains($"{type.Key}/{f}")).ToHashSet());

    public void Reads(RecordTypeDefinition type, FieldDefinition field)
    {
    }

    public Task<IQueryable> VisibleAsync(RecordTypeDefinition type, CancellationToken cancellationToken) =>
        Task.FromResult(type.Key == "account" ? (IQueryable)Accounts.Where(a => a.Name != "Hidden").ToList().AsQueryable() : Array.Empty<CrmKit.Planning.User>().AsQueryable());

    private void Fill()
    {
        foreach (var (name, i) in new[] { "Acme", "acme north", "O'Neil & Sons", "Hidden", "50%_off", "华为" }.Select((n, i) => (n, i)))
            Accounts.Add(new Account { Id = Id(100 + i), Version = 1, Name = name, ParentId = i == 1 ? Id(100) : i == 2 ? Id(103) : null, EmployeeCount = i == 4 ? null : i * 100 });

        var random = new Random(20250615);
        for (var i = 0; i < 60; i++) Opportunities.Add(Make(random, i));
    }

    private static Opportunity Make(Random random, int i)
    {
        T? Maybe<T>(Func<T> value) where T : struct => random.Next(3) == 0 ? null : value();
        string? Text(params string[] of) => random.Next(4) == 0 ? null : of[random.Next(of.Length)];
        var record = new Opportunity
        {
            Id = Id(1000 + i),
            Version = 1,
            Name = $"{Texts[random.Next(Texts.Length)]} {i.ToString(CultureInfo.InvariantCulture)}",
            Amount = Maybe(() => Numbers[random.Next(Numbers.Length)]),
            ProbabilityOverridePercent = Maybe(() => random.Next(0, 5) * 25),
            ClosedOn = Maybe(() => new DateOnly(2025, 6, 1).AddDays(random.Next(30))),
            CreatedAt = new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 30)),
            OwnerId = Maybe(() => Id(random.Next(3))),
            StageKey = Text("new", "won", "lost"),
            StageCategory = Maybe(() => (StageCategory)random.Next(3)),
            NextStep = Text(Texts),
            AccountId = Maybe(() => Id(100 + random.Next(7))),
        };
        record[Note] = Text(Texts);
        record[Area] = Maybe(() => Numbers[random.Next(Numbers.Length)]);
        record[Rooms] = Maybe(() => (long)random.Next(5));
        if (random.Next(3) != 0) record[Urgent] = random.Next(2) == 0;
        record[Moving] = Maybe(() => new DateOnly(2025, 6, 1).AddDays(random.Next(30)));
        record[Seen] = Maybe(() => new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 30)));
        record[Agency] = Maybe(() => Id(100 + random.Next(7)));
        return record;
    }

    public static readonly string[] Texts = ["Acme", "acme", "it's", "50%_off", "a\\b", "", "华为 deal", "x' or '1' eq '1"];
    public static readonly decimal[] Numbers = [0, 1, 12.5m, 99.9999m, 1000, -3];

    /// <summary>Subqueries over lists as plain loops: as queries they would be compiled anew for each record.</summary>
    private sealed class InMemory : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node) => node.Method.DeclaringType == typeof(Queryable)
            ? Expression.Call(typeof(Enumerable), node.Method.Name, node.Method.GetGenericArguments(), [.. node.Arguments.Select(Visit)!])
            : base.VisitMethodCall(node);

        protected override Expression VisitUnary(UnaryExpression node) => node.NodeType == ExpressionType.Quote ? Visit(node.Operand) : base.VisitUnary(node);

        protected override Expression VisitConstant(ConstantExpression node) => node.Value is IQueryable<Account> accounts ? Expression.Constant(accounts.ToList(), typeof(IEnumerable<Account>))
            : node.Value is IQueryable<CrmKit.Planning.User> users ? Expression.Constant(users.ToList(), typeof(IEnumerable<CrmKit.Planning.User>)) : node;
    }
}
