using CrmKit.Specification;

namespace CrmKit.PostgreSql;

public sealed class CompletenessTests
{
    [Fact]
    public void Every_specification_runs_on_postgresql()
    {
        var specifications = typeof(StoreSpecification).Assembly.GetTypes().Where(t => t.IsAbstract && t.IsSubclassOf(typeof(StoreSpecification)));
        var run = typeof(CompletenessTests).Assembly.GetTypes().Where(t => t is { IsPublic: true, IsAbstract: false }).Select(t => t.BaseType).ToHashSet();
        Assert.Empty(specifications.Where(s => !run.Contains(s)).Select(s => s.Name));
        Assert.True(run.Count(t => t is not null && t.IsSubclassOf(typeof(StoreSpecification))) >= 7);
    }
}
