using CrmKit.PostgreSql;

namespace CrmKit.Specification;

public sealed class PostgreSqlRoundTripTests : RoundTripSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlTransactionTests : TransactionSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlTenantTests : TenantSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlQueryTests : QuerySpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlCustomFieldTests : CustomFieldSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlOutboxTests : OutboxSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}

public sealed class PostgreSqlCounterTests : CounterSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => PostgreSqlTestDatabase.NewAsync();
}
