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
        typeof(BackingFieldConvention), typeof(BaseTypeDiscoveryConvention), typeof(ComplexPropertyDiscoveryConvention), typeof(DbSetFindingConvention),
        typeof(ForeignKeyIndexConvention), typeof(ForeignKeyPropertyDiscoveryConvention), typeof(KeyDiscoveryConvention), typeof(PropertyDiscoveryConvention),
        typeof(RelationalKeyDiscoveryConvention), typeof(RelationshipDiscoveryConvention), typeof(ServicePropertyDiscoveryConvention), typeof(TableNameFromDbSetConvention),
        typeof(ValueGenerationConvention),
        // The classes are the engine's, not EF's: they carry none of its attributes.
        typeof(BackingFieldAttributeConvention), typeof(ComplexTypeAttributeConvention), typeof(ConcurrencyCheckAttributeConvention), typeof(DatabaseGeneratedAttributeConvention),
        typeof(DeleteBehaviorAttributeConvention), typeof(EntityTypeConfigurationAttributeConvention), typeof(ForeignKeyAttributeConvention), typeof(IndexAttributeConvention),
        typeof(InversePropertyAttributeConvention), typeof(KeyAttributeConvention), typeof(KeylessAttributeConvention), typeof(MaxLengthAttributeConvention),
        typeof(NotMappedMemberAttributeConvention), typeof(NotMappedTypeAttributeConvention), typeof(OwnedAttributeConvention), typeof(PrecisionAttributeConvention),
        typeof(RelationalColumnAttributeConvention), typeof(RelationalColumnCommentAttributeConvention), typeof(RelationalDbFunctionAttributeConvention),
        typeof(RelationalPropertyJsonPropertyNameAttributeConvention), typeof(RelationalTableAttributeConvention), typeof(RelationalTableCommentAttributeConvention),
        typeof(RequiredPropertyAttributeConvention), typeof(StringLengthAttributeConvention), typeof(TimestampAttributeConvention), typeof(UnicodeAttributeConvention),
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
        var converter = _database.KeepsJsonText ? typeof(CustomValuesConverter) : typeof(ParsedCustomValuesConverter);
        configurationBuilder.DefaultTypeMapping<CustomValues>().HasConversion(converter);
        configurationBuilder.Properties<CustomValues>().HaveConversion(converter, typeof(CustomValuesComparer)).HaveColumnType(_database.JsonColumnType);
        foreach (var guess in Guesses) configurationBuilder.Conventions.Remove(guess);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => new CrmModel(modelBuilder, this, _database).Build();
}
