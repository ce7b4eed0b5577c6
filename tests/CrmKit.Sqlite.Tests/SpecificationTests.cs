using System.Data.Common;
using CrmKit.Sqlite;
using CrmKit.Storage;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.Specification;

public sealed class SqliteRoundTripTests : RoundTripSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteTransactionTests : TransactionSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteTenantTests : TenantSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteQueryTests : QuerySpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteCustomFieldTests : CustomFieldSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    internal override async Task<string> ExplainAsync<T>(IStoreReader reader, IQueryable<T> query)
    {
        using var command = ((EntityFrameworkCore.StoreReader)reader).Translatable(query).CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using DbDataReader plan = await command.ExecuteReaderAsync(Cancellation);
        var lines = new List<string>();
        while (await plan.ReadAsync(Cancellation)) lines.Add(plan.GetString(3));
        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteOutboxTests : OutboxSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

public sealed class SqliteCounterTests : CounterSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
