using CrmKit.Specification;

namespace CrmKit.Sqlite;

public sealed class CompletenessTests
{
    [Fact]
    public void Every_specification_runs_on_sqlite() => Completeness.Holds(typeof(CompletenessTests).Assembly, typeof(SqliteTestDatabase));
}
