namespace CrmKit.Access;

/// <summary>Rights held against an evaluator that spells the definition out: one question at a time, no shortcuts.</summary>
public sealed class GrantsTests
{
    private static readonly string[] Types = ["lead", "account", "case"];
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.PopCount((int)o) == 1)];
    private static readonly AccessScope[] Scopes = [.. Enum.GetValues<AccessScope>(), AccessScope.Team | AccessScope.Territory, AccessScope.TeamTree | AccessScope.Territory];

    [Fact]
    public void Rights_answer_as_an_obviously_right_evaluator_does()
    {
        var random = new Random(20260316);
        for (var round = 0; round < 400; round++)
        {
            var (me, mine, below, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
            var roles = Enumerable.Range(0, random.Next(4)).Select(i => Role($"r{i}", random)).ToList();
            var grants = new Grants(me, mine, [mine, below], roles);
            foreach (var type in Types)
            {
                foreach (var operation in Single)
                {
                    var scope = grants.Scope(type, operation);
                    foreach (var asked in Scopes.Where(s => s != AccessScope.None))
                        if (Given(roles, type, operation).Contains(asked)) Assert.True(scope.Includes(asked));
                    Assert.Equal(Given(roles, type, operation).Any(s => s.HasFlag(AccessScope.Territory) || s == AccessScope.All), scope.Includes(AccessScope.Territory));
                    foreach (var owner in new Guid?[] { me, other, null })
                        foreach (var team in new Guid?[] { mine, below, other, null })
                            Assert.Equal(May(roles, type, operation, owner == me, team == mine, team == below), grants.WayTo(scope, owner, team) != AccessWay.None);
                }
                var (read, write) = (grants.Restricted(type, type, isWrite: false), grants.Restricted(type, type, isWrite: true));
                foreach (var field in new[] { "name", "phone" })
                {
                    Assert.Equal(IsKept(roles, type, field, r => r.CanRead, [Operations.Read]), read.Contains(field));
                    Assert.Equal(IsKept(roles, type, field, r => r.CanRead && r.CanWrite, [Operations.Create, Operations.Update]), write.Contains(field));
                }
            }
        }
    }

    [Fact]
    public void Several_operations_at_once_need_every_one_of_them()
    {
        var grants = new Grants(Guid.NewGuid(), null, [],
            [new RoleDefinition { Key = "r", Label = new("R"), Permissions = [new("lead", Operations.Read, AccessScope.All), new("lead", Operations.Update, AccessScope.Own)] }]);
        Assert.Equal(AccessScope.Own, grants.Scope("lead", Operations.Read | Operations.Update));
        Assert.Equal(AccessScope.None, grants.Scope("lead", Operations.Read | Operations.Delete));
        Assert.Equal(AccessScope.None, grants.Scope("lead", Operations.None));
    }

    [Theory]
    [InlineData(AccessScope.Team, AccessScope.Territory, AccessScope.Team | AccessScope.Territory, AccessScope.Own)]
    [InlineData(AccessScope.TeamTree, AccessScope.Team, AccessScope.TeamTree, AccessScope.Team)]
    [InlineData(AccessScope.Own, AccessScope.None, AccessScope.Own, AccessScope.None)]
    [InlineData(AccessScope.All, AccessScope.Territory, AccessScope.All, AccessScope.Territory)]
    public void Scopes_join_to_what_either_covers_and_meet_in_what_both_do(AccessScope one, AccessScope other, AccessScope joined, AccessScope common)
    {
        Assert.Equal((joined, common), (one.With(other), one.Common(other)));
        Assert.Equal((joined, common), (other.With(one), other.Common(one)));
        Assert.True(joined.Includes(one) && joined.Includes(other) && one.Includes(common) && other.Includes(common));
    }

    private static RoleDefinition Role(string key, Random random) => new()
    {
        Key = key,
        Label = new(key),
        Permissions = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new Permission(
            random.Next(5) == 0 ? "*" : Types[random.Next(Types.Length)], (Operations)random.Next(512), Scopes[random.Next(Scopes.Length)]))],
        Restrictions = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new FieldRestriction(
            Types[random.Next(Types.Length)], random.Next(2) == 0 ? "name" : "phone", random.Next(2) == 0, random.Next(2) == 0))],
    };

    private static List<AccessScope> Given(List<RoleDefinition> roles, string type, Operations operation) =>
        [.. from role in roles from p in role.Permissions where p.RecordType == "*" || p.RecordType == type where p.Operations.HasFlag(operation) select p.Scope];

    private static bool May(List<RoleDefinition> roles, string type, Operations operation, bool isOwner, bool isTeam, bool isBelow) => Given(roles, type, operation).Any(s =>
        s == AccessScope.All || (s != AccessScope.None && isOwner) || (isTeam && (s.HasFlag(AccessScope.Team) || s.HasFlag(AccessScope.TeamTree))) || (isBelow && s.HasFlag(AccessScope.TeamTree)));

    private static bool IsKept(List<RoleDefinition> roles, string type, string field, Func<FieldRestriction, bool> opens, Operations[] operations)
    {
        bool Keeps(RoleDefinition role) => role.Restrictions.Any(r => r.RecordType == type && r.Field == field && !opens(r));
        bool Gives(RoleDefinition role) => operations.Any(o => Given([role], type, o).Any(s => s != AccessScope.None));
        return roles.Any(Keeps) && !roles.Any(r => Gives(r) && !Keeps(r));
    }
}
