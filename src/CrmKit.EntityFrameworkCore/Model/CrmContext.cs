using CrmKit.Fields;
using Microsoft.EntityFrameworkCore;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The model and its queries; nothing is tracked or saved through it. One per connection, leased to one reader or transaction at a time.</summary>
internal sealed class CrmContext : DbContext
{
    private readonly IStoreDatabase _database;
    private string _tenantId = "";

    public CrmContext(DbContextOptions<CrmContext> options, IStoreDatabase database) : base(options)
    {
        _database = database;
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        ChangeTracker.AutoDetectChangesEnabled = false;
    }

    /// <summary>Whose rows queries see. Read by the tenant filter at each execution: without a tenant there is no answer, never everybody's.</summary>
    public string TenantId
    {
        get => _tenantId.Length > 0 ? _tenantId : throw new InvalidOperationException("A query ran without a tenant. Open a reader or a transaction for one.");
        set => _tenantId = value;
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<decimal>().HaveConversion<ScaledDecimalConverter>();
        configurationBuilder.DefaultTypeMapping<CustomValues>().HasConversion<CustomValuesConverter>();
        configurationBuilder.Properties<CustomValues>().HaveConversion<CustomValuesConverter, CustomValuesComparer>().HaveColumnType(_database.JsonColumnType);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => new CrmModel(modelBuilder, this, _database).Build();
}
