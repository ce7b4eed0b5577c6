using CrmKit.Fields;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace CrmKit.EntityFrameworkCore;

/// <summary>The model and its queries; nothing is tracked or saved through it. One per connection, leased to one reader or transaction at a time.</summary>
internal sealed class CrmContext : DbContext
{
    // CrmModel says all of this itself: what EF would look for at every change of the model is half of the time that a model takes.
    private static readonly Type[] Guesses =
    [
        typeof(BackingFieldConvention), typeof(BaseTypeDiscoveryConvention), typeof(ForeignKeyAttributeConvention), typeof(ForeignKeyIndexConvention), typeof(ForeignKeyPropertyDiscoveryConvention),
        typeof(InversePropertyAttributeConvention), typeof(KeyAttributeConvention), typeof(KeyDiscoveryConvention), typeof(NotMappedMemberAttributeConvention), typeof(PropertyDiscoveryConvention),
        typeof(RelationshipDiscoveryConvention), typeof(ServicePropertyDiscoveryConvention), typeof(ValueGenerationConvention),
    ];

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
        foreach (var guess in Guesses) configurationBuilder.Conventions.Remove(guess);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => new CrmModel(modelBuilder, this, _database).Build();
}
