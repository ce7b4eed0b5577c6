using CrmKit.Sqlite;
using CrmKit.Storage;

namespace CrmKit.Specification;

public sealed class SqliteRoundTripTests : RoundTripSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync() { await base.DisposeAsync(); _folder.Dispose(); }
}

public sealed class SqliteTransactionTests : TransactionSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync() { await base.DisposeAsync(); _folder.Dispose(); }
}

public sealed class SqliteTenantTests : TenantSpecification
{
    private readonly TempFolder _folder = new();

    internal override ICrmStore CreateStore() => _folder.Store();

    public override async ValueTask DisposeAsync() { await base.DisposeAsync(); _folder.Dispose(); }
}
