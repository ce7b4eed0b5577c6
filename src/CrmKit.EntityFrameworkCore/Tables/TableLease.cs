using System.Data.Common;
using CrmKit.Plugins;
using CrmKit.Tables;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The connection of a session's reader or transaction, for as long as that is open: on SQLite everybody writes on one connection, so nobody may keep it.</summary>
internal sealed class TableLease(StoreReader reader, ITableSession session) : ITableLease
{
    public string TenantId => session.TenantId;

    public DbConnection Connection { get; } = reader.Connection;

    public DbTransaction? Transaction { get; } = reader.Transaction;

    public bool IsOpen => reader.IsOpen;

    public void Charge(CallCost cost, long amount) => session.Charge(cost, amount);
}
