using CrmKit.PostgreSql;

namespace CrmKit.Specification;

public sealed class PostgreSqlRoundTripTests : RoundTripSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlTransactionTests : TransactionSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlTenantTests : TenantSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlQueryTests : QuerySpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlCustomFieldTests : CustomFieldSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlOutboxTests : OutboxSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlCounterTests : CounterSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}
