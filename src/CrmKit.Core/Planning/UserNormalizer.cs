namespace CrmKit.Planning;

/// <summary>Writes role keys once each, in lower case, parted by single commas.</summary>
internal sealed class UserNormalizer : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, user) in context.Living<User>())
        {
            var keys = UserRoles.Of(user);
            user.Roles = keys.Count == 0 ? null : string.Join(',', keys);
        }
        return default;
    }
}

/// <summary>The roles of a user.</summary>
internal static class UserRoles
{
    public static IReadOnlyList<string> Of(User user) =>
        [.. (user.Roles ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(r => r.ToLowerInvariant()).Distinct()];
}
