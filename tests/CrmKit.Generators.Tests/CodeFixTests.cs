using CrmKit.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CrmKit.Generators;

/// <summary>DX: what a fix makes compiles, says what was meant, and the rule finds nothing any more.</summary>
public sealed class CodeFixTests
{
    [Theory]
    [InlineData("async Task M(IRecords records, CancellationToken token) => await records.CreateAsync(new Lead());", "records.CreateAsync(new Lead(), cancellationToken: token)")]
    [InlineData("async Task M(IRecords records, CancellationToken token) { Func<Task> f = async () => await records.CreateAsync(new Lead()); await f(); }", "records.CreateAsync(new Lead(), cancellationToken: token)")]
    public Task DX_a_token_is_passed_on(string method, string expected) => HealsAsync(new PassTokenFix(), method, expected);

    [Theory]
    [InlineData("object M(ICrmSession session) => DateTimeOffset.UtcNow.AddDays(1);", "session.Now.AddDays(1)")]
    [InlineData("object M(ICrmSession session) => DateTime.UtcNow;", "session.Now.UtcDateTime")]
    [InlineData("object M(TimeProvider clock) => DateTimeOffset.UtcNow;", "clock.GetUtcNow()")]
    [InlineData("object M(TimeProvider clock) => TimeProvider.System.GetTimestamp();", "clock.GetTimestamp()")]
    [InlineData("object M(SaveContext context) => DateTimeOffset.UtcNow;", "context.Session.Now")]
    [InlineData("readonly TimeProvider _clock = null!; object M() => DateTimeOffset.UtcNow;", "_clock.GetUtcNow()")]
    public Task DX_time_is_taken_from_what_is_at_hand(string method, string expected) => HealsAsync(new ClockFix(), method, expected);

    [Theory]
    [InlineData("object M() => DateTimeOffset.UtcNow;")] // from where?
    [InlineData("object M(ICrmSession session) => DateTime.Today;")] // whose day?
    [InlineData("object M(ICrmSession session) => DateTime.Now;")] // in whose zone?
    [InlineData("readonly TimeProvider _clock = null!; static object M() => DateTimeOffset.UtcNow;")] // out of reach
    public async Task DX_what_only_the_author_can_decide_is_left_to_him(string method) => Assert.Null(await Fixed.ByAsync(new ClockFix(), Class(method)));

    [Theory]
    [InlineData("string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own);", "Serialize(own, options: Json)")]
    [InlineData("object? M(string json) => System.Text.Json.JsonSerializer.Deserialize<List<Own>>(json, (System.Text.Json.JsonSerializerOptions?)null);", "Deserialize<List<Own>>(json, Json)")]
    [InlineData("string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own, System.Text.Json.JsonSerializerOptions.Web);", "Json = new(System.Text.Json.JsonSerializerOptions.Web)")]
    [InlineData("static readonly System.Text.Json.JsonSerializerOptions Mine = new(); string M(Own own) => System.Text.Json.JsonSerializer.Serialize(own);", "Serialize(own, options: Mine)")]
    public Task DX_json_gets_options_of_the_plugins_own(string method, string expected) => HealsAsync(new OwnJsonOptionsFix(), method, expected);

    private static async Task HealsAsync(CodeFixProvider fix, string method, string expected)
    {
        var healed = await Fixed.ByAsync(fix, Class(method));
        Assert.Contains(expected, healed, StringComparison.Ordinal);
        Assert.Empty(await Verified.RulesAsync(healed!)); // which compiles it, too
    }

    private static string Class(string member) => $"public sealed class Own {{ public int Value {{ get; set; }} }} public sealed class C {{ {member} }}";
}
