using System.Linq.Expressions;
using System.Reflection;
using CrmKit.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace CrmKit.EntityFrameworkCore;

/// <summary>What every model of a plugin gets, whatever its author writes: prefixed names, the tenant on every row, a filter by it, and instants that sort.</summary>
internal sealed class TableConventions(string prefix, ICurrentDbContext current) : IConventionSetPlugin, IModelFinalizingConvention
{
    public const string Tenant = nameof(PluginDbContext.TenantId);
    public const string TenantColumn = "tenant_id";
    public const string TenantFilter = "tenant";
    private static readonly MethodInfo Property = typeof(EF).GetMethod(nameof(EF.Property))!.MakeGenericMethod(typeof(string));

    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelFinalizingConventions.Insert(0, this); // before those that look at the names of tables and columns
        return conventionSet;
    }

    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var entity in modelBuilder.Metadata.GetEntityTypes().ToList())
        {
            if (HasTable(entity)) entity.SetTableName(Named(entity.GetTableName()!));
            foreach (var property in entity.GetDeclaredProperties())
                if ((Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTimeOffset) && property.GetValueConverter() is null) property.SetValueConverter(typeof(InstantConverter));
            if (entity.BaseType is null && !entity.IsOwned()) AddTenant(entity);
        }
    }

    // Types of a hierarchy and owned parts stand in another's table unless they were given one.
    private static bool HasTable(IConventionEntityType entity)
    {
        if (entity.GetTableName() is null || entity.IsMappedToJson()) return false;
        if (entity.FindAnnotation(RelationalAnnotationNames.TableName)?.Value is not null) return true;
        return entity.BaseType is null && (entity.FindOwnership() is not { } ownership || !ownership.IsUnique);
    }

    private string Named(string name) => TablePrefix.Owns(prefix, name) ? name : prefix + (name.Any(char.IsAsciiLetterUpper) ? MappedClasses.SnakeCase(name) : name);

    private void AddTenant(IConventionEntityType entity)
    {
        var property = entity.FindProperty(Tenant) ?? entity.AddProperty(Tenant, typeof(string))!;
        property.SetIsNullable(false);
        property.SetIsConcurrencyToken(true); // it stands in the WHERE of every update and delete
        property.SetColumnName(TenantColumn);
        property.SetMaxLength(null);

        var row = Expression.Parameter(entity.ClrType, "row");
        var isOwn = Expression.Equal(
            Expression.Call(Property, row, Expression.Constant(Tenant)),
            Expression.Property(Expression.Constant(current.Context, typeof(PluginDbContext)), Tenant)); // read at each execution
        if (entity.GetDeclaredQueryFilters().FirstOrDefault(f => f.IsAnonymous)?.Expression is { } anonymous)
        {
            // Filters with and without names cannot stand side by side.
            var theirs = new ReplaceParameter(anonymous.Parameters[0], row).Visit(anonymous.Body);
            entity.SetQueryFilter(Expression.Lambda(Expression.AndAlso(isOwn, theirs), row));
        }
        else
        {
            entity.SetQueryFilter(TenantFilter, Expression.Lambda(isOwn, row));
        }
    }

    private sealed class ReplaceParameter(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
