using System.Linq.Expressions;
using CrmKit.Accounts;
using CrmKit.Filters;
using CrmKit.Planning;
using CrmKit.Storage;

namespace CrmKit.Access;

/// <summary>Where records lie: by their own country and region, or, where the type knows no country, by those of their account.</summary>
/// <param name="Country">The field of the country.</param>
/// <param name="Region">The field of the region.</param>
/// <param name="Account">The reference to the account whose place counts; <see langword="null"/> when the record's own does.</param>
internal sealed record RecordPlaces(FieldDefinition Country, FieldDefinition Region, FieldDefinition? Account)
{
    /// <summary>How to find the place of a type's records; <see langword="null"/> when they have none.</summary>
    public static RecordPlaces? Of(RecordTypeDefinition type, CatalogSnapshot catalog)
    {
        if (!type.IsRoot) return null;
        if (type.TryField("country", out var country) && type.TryField("region", out var region)) return new RecordPlaces(country, region, null);
        var reference = type.TryField("accountId", out var usual) && usual.ReferenceType == "account" ? usual : type.Fields.FirstOrDefault(f => f.ReferenceType == "account");
        return reference is null ? null : Of(catalog.Type(typeof(Account)), catalog)! with { Account = reference };
    }

    /// <summary>Whether records of a class lie in one of some territories.</summary>
    public Expression Lies(Expression record, IReadOnlyList<Territory> territories, IStoreReader reader)
    {
        if (Account is null) return Covered(record, territories);
        var (rows, account) = (reader.Query<Account>(), Expression.Parameter(typeof(Account), "a"));
        var points = FilterCompiler.Points(FilterCompiler.Read(record, Account), Account, Expression.Property(account, nameof(Record.Id)));
        return Expression.Call(typeof(Queryable), nameof(Queryable.Any), [typeof(Account)], rows.Expression,
            Expression.Quote(Expression.Lambda(Expression.AndAlso(points, Covered(account, territories)), account)));
    }

    /// <summary>The territory in which what has the fields lies: the record, or its account.</summary>
    public Territory? TerritoryOf(Record placed, IReadOnlyList<Territory> territories)
    {
        var (country, region) = (Country.Get(placed) as string, Region.Get(placed) as string);
        return territories.FirstOrDefault(t => (t.Country is null || t.Country == country) && (t.Region is null || t.Region == region));
    }

    // By country: few comparisons, each of which an index can answer.
    private Expression Covered(Expression record, IReadOnlyList<Territory> territories)
    {
        Expression? covered = null;
        foreach (var inCountry in territories.GroupBy(t => t.Country))
        {
            Expression? condition = inCountry.Key is { } code ? Among(record, Country, [code]) : null;
            if (inCountry.All(t => t.Region is not null) && Among(record, Region, [.. inCountry.Select(t => t.Region!).Distinct()]) is var regions)
                condition = condition is null ? regions : Expression.AndAlso(condition, regions);
            covered = covered is null ? condition : Expression.OrElse(covered, condition!);
        }
        return covered!;
    }

    private static Expression Among(Expression record, FieldDefinition field, List<string> values) => Predicates.Among(FilterCompiler.Read(record, field), values);
}
