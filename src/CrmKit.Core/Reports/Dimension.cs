using CrmKit.Planning;
using CrmKit.Sessions;

namespace CrmKit.Reports;

/// <summary>What figures can be broken down by.</summary>
internal static class Dimension
{
    public const string Total = "total";
    public const string Owner = "owner";
    public const string Team = "team";
    public const string Product = "product";
    public const string Source = "source";
    public const string Region = "region";
    public const string Quarter = "quarter";
    public const string Account = "account";
    public const string Campaign = "campaign";

    private static readonly Dictionary<string, LocalizedText> Labels = new()
    {
        [Total] = new("Total", "合计"),
        [Owner] = new("Owner", "负责人"),
        [Team] = new("Team", "团队"),
        [Product] = new("Product", "产品"),
        [Source] = new("Source", "来源"),
        [Region] = new("Region", "地区"),
        [Quarter] = new("Quarter", "季度"),
        [Campaign] = new("Campaign", "市场活动"),
    };

    /// <summary>What people call a dimension; a plugin's by its key.</summary>
    public static LocalizedText Label(string by) => Labels.TryGetValue(by, out var label) ? label : new(by);

    /// <summary>The leading columns: what people read, and for records the id.</summary>
    public static IEnumerable<ReportColumn> Columns(string by)
    {
        yield return new ReportColumn(by, Labels[by], FieldKind.Text);
        if (by is Owner or Team or Product or Campaign) yield return new ReportColumn(by + "Id", new($"{Labels[by].English} id", Labels[by].Chinese + "编号"), FieldKind.Reference);
    }

    /// <exception cref="CrmForbiddenException"><c>filter.field-forbidden</c>: the actor may not read what the figures would be broken down by.</exception>
    public static void RefuseHidden(ReportScope scope, string by)
    {
        var field = by switch { Owner => "ownerId", Team => "teamId", Product => "productId", Source => "source", Region => "region", Quarter => "closedOn", _ => null };
        if (field is not null && scope.Hidden.Contains(field)) throw new CrmForbiddenException(ReadErrors.FieldForbidden(scope.Type.Key, field));
    }

    public static string QuarterOf(DateOnly day) => $"{day.Year:0000}-Q{(day.Month + 2) / 3}";
}

/// <summary>The part of a fact that a dimension needs; all other properties stay empty, so that grouping by it groups by the dimension.</summary>
internal sealed record DimensionKey
{
    public Guid? RecordId { get; init; }
    public string? Text { get; init; }
    public Guid? TeamId { get; init; }
    public Guid? OwnerId { get; init; }
    public DateOnly? Day { get; init; }
}

/// <summary>Names dimension keys: users, teams, products and campaigns as the actor may see them, regions through the owner's team.</summary>
internal sealed class DimensionNames
{
    private const string None = "(none)";
    private const string Hidden = "(hidden)";
    private readonly string _by;
    private readonly Dictionary<Guid, string> _names = [];
    private readonly Dictionary<Guid, string?> _regions = [];
    private readonly Dictionary<Guid, Guid?> _teams = [];

    private DimensionNames(string by) => _by = by;

    public static async Task<DimensionNames> LoadAsync(CrmSession session, string by, IReadOnlyCollection<DimensionKey> keys, CancellationToken cancellationToken)
    {
        var names = new DimensionNames(by);
        var type = by switch { Dimension.Owner => "user", Dimension.Team => "team", Dimension.Product => "product", Dimension.Campaign => "campaign", _ => null };
        if (type is not null)
        {
            var definition = session.Catalog.Type(type);
            foreach (var record in await ReadAsync(session, type, keys.Select(k => k.RecordId), cancellationToken))
                names._names[record.Id] = definition.Field(definition.NameField).Get(record) as string ?? Hidden;
        }
        if (by == Dimension.Region)
        {
            var alone = keys.Where(k => k.Text is null).ToList();
            foreach (var user in (await ReadAsync(session, "user", alone.Where(k => k.TeamId is null).Select(k => k.OwnerId), cancellationToken)).Cast<User>()) names._teams[user.Id] = user.TeamId;
            foreach (var team in (await ReadAsync(session, "team", alone.Select(k => k.TeamId).Concat(names._teams.Values), cancellationToken)).Cast<Team>()) names._regions[team.Id] = team.Region;
        }
        return names;
    }

    /// <summary>What people read, and the id for records.</summary>
    public (string Label, Guid? Id) Of(DimensionKey key) => _by switch
    {
        Dimension.Total => (Dimension.Total, null),
        Dimension.Owner or Dimension.Team or Dimension.Product or Dimension.Campaign => (key.RecordId is { } id ? _names.GetValueOrDefault(id, Hidden) : None, key.RecordId),
        Dimension.Region => (key.Text is { Length: > 0 } own ? own : RegionOf(key) ?? None, null),
        Dimension.Quarter => (key.Day is { } day ? Dimension.QuarterOf(day) : None, null),
        _ => (key.Text is { Length: > 0 } text ? text : None, null),
    };

    private string? RegionOf(DimensionKey key)
    {
        var team = key.TeamId ?? (key.OwnerId is { } owner ? _teams.GetValueOrDefault(owner) : null);
        return team is { } id && _regions.GetValueOrDefault(id) is { Length: > 0 } region ? region : null;
    }

    private static Task<IReadOnlyList<Record>> ReadAsync(CrmSession session, string type, IEnumerable<Guid?> ids, CancellationToken cancellationToken) =>
        session.Records.GetManyAsync(type, ids.OfType<Guid>().Distinct().ToList(), cancellationToken);
}
