using CrmKit.Sqlite;

namespace CrmKit.Specification;

public sealed class SqliteRoundTripTests : RoundTripSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteTransactionTests : TransactionSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteTenantTests : TenantSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteQueryTests : QuerySpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteCustomFieldTests : CustomFieldSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteOutboxTests : OutboxSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteCounterTests : CounterSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqlitePluginTableTests : PluginTableSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteFilePerTenantTenantTests : TenantSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase(filePerTenant: true));
}

public sealed class SqliteFilePerTenantOutboxTests : OutboxSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase(filePerTenant: true));
}

public sealed class SqliteFilePerTenantCounterTests : CounterSpecification
{
    internal override Task<ITestDatabase> NewDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase(filePerTenant: true));
}
