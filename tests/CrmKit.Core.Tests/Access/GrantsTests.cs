namespace CrmKit.Access;

/// <summary>Rights held against an evaluator that spells the definition out: one question at a time, no shortcuts.</summary>
public sealed class GrantsTests
{
    private static readonly string[] Types = ["lead", "account", "case"];
    private static readonly Operations[] Single = [.. Enum.GetValues<Operations>().Where(o => int.PopCount((int)o) == 1)];
    private static readonly AccessScope[] Scopes = Enum.GetValues<AccessScope>();

    [Fact]
    public void Rights_answer_as_an_obviously_right_evaluator_does()
    {
        var random = new Random(20260316);
        for (var round = 0; round < 400; round++)
        {
            var (me, mine, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
            var roles = Enumerable.Range(0, random.Next(4)).Select(i => Role($"r{i}", random)).ToList();
            var grants = new Grants(me, [mine], roles);
            foreach (var type in Types)
            {
                foreach (var operation in Single)
                {
                    Assert.Equal(WidestScope(roles, type, operation), grants.Scope(type, operation));
                    foreach (var owner in new Guid?[] { me, other, null })
                        foreach (var team in new Guid?[] { mine, other, null })
                            Assert.Equal(May(roles, type, operation, owner == me, team == mine), grants.Covers(grants.Scope(type, operation), owner, team));
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
        var grants = new Grants(Guid.NewGuid(), [],
            [new RoleDefinition { Key = "r", Label = new("R"), Permissions = [new("lead", Operations.Read, AccessScope.All), new("lead", Operations.Update, AccessScope.Own)] }]);
        Assert.Equal(AccessScope.Own, grants.Scope("lead", Operations.Read | Operations.Update));
        Assert.Equal(AccessScope.None, grants.Scope("lead", Operations.Read | Operations.Delete));
        Assert.Equal(AccessScope.None, grants.Scope("lead", Operations.None));
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

    private static AccessScope WidestScope(List<RoleDefinition> roles, string type, Operations operation) =>
        (from role in roles from p in role.Permissions where p.RecordType == "*" || p.RecordType == type where p.Operations.HasFlag(operation) select p.Scope)
        .Append(AccessScope.None).Max();

    private static bool May(List<RoleDefinition> roles, string type, Operations operation, bool isOwner, bool isTeam) =>
        (from role in roles from p in role.Permissions where p.RecordType == "*" || p.RecordType == type where p.Operations.HasFlag(operation) select p.Scope)
        .Any(s => s == AccessScope.All || (s == AccessScope.Team && (isOwner || isTeam)) || (s == AccessScope.Own && isOwner));

    private static bool IsKept(List<RoleDefinition> roles, string type, string field, Func<FieldRestriction, bool> opens, Operations[] operations)
    {
        bool Keeps(RoleDefinition role) => role.Restrictions.Any(r => r.RecordType == type && r.Field == field && !opens(r));
        bool Gives(RoleDefinition role) => operations.Any(o => WidestScope([role], type, o) != AccessScope.None);
        return roles.Any(Keeps) && !roles.Any(r => Gives(r) && !Keeps(r));
    }
}
