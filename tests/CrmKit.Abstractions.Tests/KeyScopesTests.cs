using CrmKit.Access;

namespace CrmKit;

public sealed class KeyScopesTests
{
    [Theory]
    [InlineData("read", "lead", Operations.Read | Operations.Export, true)]
    [InlineData("read", "lead", Operations.Update, false)]
    [InlineData("read", "lead", Operations.Read | Operations.Update, false)]
    [InlineData("read", "user", Operations.Read, true)]
    [InlineData("write", "lead", Operations.Work | Operations.Merge, true)]
    [InlineData("write", "lead", Operations.Administer, false)]
    [InlineData("write", "user", Operations.Read, true)]
    [InlineData("write", "user", Operations.Update, false)]
    [InlineData("write", "team", Operations.Create, false)]
    [InlineData("lead:read", "lead", Operations.Read, true)]
    [InlineData("lead:read", "account", Operations.Read, false)]
    [InlineData("lead:write account:read", "lead", Operations.Create, true)]
    [InlineData("lead:write account:read", "account", Operations.Create, false)]
    [InlineData("user:write", "user", Operations.Update, false)]
    [InlineData("user:write", "user", Operations.Read, true)]
    [InlineData("admin", "user", Operations.All, true)]
    [InlineData("admin", "lead", Operations.Administer, true)]
    [InlineData("admin", "lead", Operations.Read, false)]
    public void Scopes_allow_what_they_name_and_nothing_else(string words, string type, Operations operations, bool allowed) =>
        Assert.Equal(allowed, KeyScopes.TryParse(words.Split(' '))!.Allow(type, operations));

    [Theory]
    [InlineData("")]
    [InlineData("READ")]
    [InlineData("lead")]
    [InlineData("lead:")]
    [InlineData(":read")]
    [InlineData("*:write")]
    [InlineData("lead:admin")]
    [InlineData("lead:read:write")]
    [InlineData("read,write")]
    public void What_is_no_scope_is_refused_and_never_read_as_all(string word) => Assert.Null(KeyScopes.TryParse([word]));

    [Fact]
    public void None_at_all_is_no_scope_either() => Assert.Null(KeyScopes.TryParse([]));

    [Fact]
    public void Words_come_back_as_they_were_and_the_wider_one_wins()
    {
        var scopes = KeyScopes.TryParse(["admin", "lead:read", "lead:write", "read"])!;
        Assert.Equal("read lead:write admin", scopes.ToString());
        Assert.Equal(scopes, KeyScopes.TryParse(scopes.ToString().Split(' ')));
        Assert.False(scopes.IsReadOnly);
        Assert.Equal(KeyScopes.ReadOnly, KeyScopes.TryParse(["read"]));
        Assert.True(KeyScopes.ReadOnly.IsReadOnly);
    }
}
