namespace CrmKit.Plugins.Inspection;

/// <summary>Handlers that save and do not say so are told of before any code runs.</summary>
public sealed class UndeclaredSavesTests
{
    private const string Save = "await context.Session.Records.SaveAsync(new ChangeSet(), token);";

    [Theory]
    [InlineData("in the handler itself", "public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { " + Save + " }", "")]
    [InlineData("by what it asks for", "public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { context.Also(new ChangeSet()); return default; }", "")]
    [InlineData("in a lambda", "public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { Func<Task> later = async () => { " + Save + " }; return new(later()); }", "")]
    [InlineData("in a helper", "public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) => await Helper.WriteAsync(context, token);",
        "static class Helper { public static async Task WriteAsync(SaveContext context, CancellationToken token) { " + Save + " } }")]
    [InlineData("behind an interface", "private readonly IWriter writer = new Writer(); public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) => await writer.WriteAsync(context, token);",
        "interface IWriter { Task WriteAsync(SaveContext context, CancellationToken token); } sealed class Writer : IWriter { public async Task WriteAsync(SaveContext context, CancellationToken token) { " + Save + " } }")]
    [InlineData("by a stage", "public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) => await context.Session.Pipelines.MoveAsync([], cancellationToken: token);", "")]
    public void A_handler_that_saves_and_does_not_say_so_is_found(string where, string body, string beside)
    {
        Assert.Equal("Sample.Code", Assert.Single(Read("", body, beside)).Handler);
        Assert.Empty(Read("[Saves(\"account\")] ", body, beside));
        Assert.NotEmpty(where);
    }

    [Fact]
    public void One_that_saves_nothing_is_not_even_when_its_helper_could()
    {
        var told = Read("", "public async ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) => await Helper.ReadAsync(context, token);",
            "static class Helper { public static async Task ReadAsync(SaveContext context, CancellationToken token) { await context.Session.Records.FindAsync(default, token); } "
            + "public static async Task WriteAsync(SaveContext context, CancellationToken token) { " + Save + " } }");
        Assert.Empty(told);
    }

    [Fact]
    public async Task It_is_told_when_the_plugin_is_loaded_and_the_plugin_runs()
    {
        await using var host = new PluginHost();
        host.Add("quiet-saver", PluginSource.Configure("plugin.AddAfterSave<Handler>(\"lead\");",
            "public sealed class Handler : IAfterSave { public ValueTask AfterSaveAsync(SaveContext context, CancellationToken token) { if (context.Depth > 5) context.Also(new CrmKit.Records.ChangeSet()); return default; } }"));
        var status = await host.LoadAsync("quiet-saver");
        Assert.Equal(PluginState.Enabled, status.State);
        Assert.Contains(status.Warnings, w => w.Code == "plugin.saves-undeclared" && w.Message.Contains("Handler", StringComparison.Ordinal));
    }

    private static List<(string Handler, string Where)> Read(string attribute, string body, string beside)
    {
        var path = Compiled.Into(Scratch.Folder("crmkit-code-"), "Reads",
            "using CrmKit.Records; namespace Sample; " + attribute + "public sealed class Code : IAfterSave { " + body + " } " + beside);
        return [.. UndeclaredSaves.Of(AssemblyCodeReader.Read(File.ReadAllBytes(path)))];
    }
}
