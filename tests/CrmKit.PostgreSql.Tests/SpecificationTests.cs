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

public sealed class PostgreSqlFencedRoundTripTests : RoundTripSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlFencedTransactionTests : TransactionSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlFencedTenantTests : TenantSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlFencedOutboxTests : OutboxSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlFencedCounterTests : CounterSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlFencedPluginTableTests : PluginTableSpecification
{
    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewFencedAsync();
}

public sealed class PostgreSqlPluginTableTests : PluginTableSpecification
{
    [Theory]
    [InlineData("CREATE VIEW plg_spec_all AS SELECT * FROM crm_custom_record")]
    [InlineData("ALTER TABLE plg_spec_notes RENAME TO crm_notes")]
    [InlineData("ALTER TABLE plg_spec_notes SET SCHEMA pg_catalog")]
    [InlineData("CREATE TABLE plg_spec_copy AS SELECT * FROM crm_custom_record")]
    [InlineData("SELECT * INTO plg_spec_copy FROM plg_spec_notes")]
    [InlineData("SELECT set_config('search_path', 'other', false)")]
    [InlineData("SELECT pg_sleep(1)")]
    [InlineData("SELECT query_to_xml('SELECT * FROM crm_custom_record', true, true, '')")]
    [InlineData("DO $$ BEGIN DELETE FROM crm_custom_record; END $$")]
    [InlineData("CREATE FUNCTION plg_spec_f() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("COPY plg_spec_notes TO PROGRAM 'cat'")]
    [InlineData("SET ROLE crmkit")]
    [InlineData("CREATE TEMP TABLE plg_spec_notes (id integer)")]
    [InlineData("INSERT INTO plg_spec_notes SELECT 1 WHERE E'\\'' = '' ; DROP TABLE crm_custom_record -- '")]
    public Task Ways_of_postgresql_around_it_are_refused_too(string sql) => RefusedAsync(sql);

    internal override async Task<ITestDatabase> NewDatabaseAsync() => await PostgreSqlTestDatabase.NewAsync();
}
