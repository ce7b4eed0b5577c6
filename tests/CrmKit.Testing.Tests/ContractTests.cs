using CrmKit.Plugins;

namespace CrmKit.Testing;

/// <summary>A plugin that keeps the contract passes; of its mutants, each is caught by the check of the rule that it breaks.</summary>
public sealed class ContractTests
{
    private static readonly Lazy<string> Good = new(() => SamplePlugin.Build());

    private static readonly Dictionary<string, Func<PluginChecks, Task>> Checks = new()
    {
        ["rights"] = c => c.CheckRightsAsync(),
        ["redelivery"] = c => c.CheckRedeliveryAsync(),
        ["zones"] = c => c.CheckZonesAsync(),
        ["reinstall"] = c => c.CheckReinstallAsync(),
        ["unload"] = c => c.CheckUnloadAsync(),
        ["references"] = c => c.CheckReferencesAsync(),
        ["upgrade"] = c => c.CheckUpgradeAsync(),
    };

    public static TheoryData<string> Rules => [.. Checks.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task DX_a_good_plugin_passes(string rule) => Checks[rule](new PluginChecks(Good.Value));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task DX_the_real_estate_plugin_passes(string rule) => Checks[rule](new PluginChecks(RealEstate())
    {
        Exercise = static async (host, token) => // its reservations and viewings need an order of events that made-up records do not keep
        {
            foreach (var type in new[] { "realestate.unit", "lead", "opportunity" }) Assert.NotEmpty(await host.GenerateAsync(type, cancellationToken: token));
        },
    });

    [Theory]
    // A report that looks with other eyes than its reader's.
    [InlineData("rights", "/*report*/", "using var system = session.AsSystem(\"report\");")]
    // A mark that outlives the transaction it belongs to.
    [InlineData("redelivery", "/*state*/", "private static readonly HashSet<Guid> Done = [];", "/*handle*/", "if (!Done.Add(context.Event.Id)) return;")]
    // A key that is new at every try.
    [InlineData("redelivery", "welcome/{context.Event.Id}", "welcome/{Guid.NewGuid()}")]
    // The machine's day.
    [InlineData("zones", "change.After[SamplePlugin.SeenOn] = context.Session.Today", "change.After[SamplePlugin.SeenOn] = DateOnly.FromDateTime(context.Session.Now.LocalDateTime)")]
    [InlineData("zones", "change.After[SamplePlugin.SeenOn] = context.Session.Today", "change.After[SamplePlugin.SeenOn] = DateOnly.FromDateTime(DateTime.Now)")]
    // The machine's decimal separator.
    [InlineData("zones", "ToString(CultureInfo.InvariantCulture)", "ToString()")]
    // A key made anew at every load.
    [InlineData("reinstall", "Field.Text(\"acme.code\")", "Field.Text(\"acme.code\" + Guid.NewGuid().ToString(\"N\"))")]
    // A rule that depends on what the process remembers.
    [InlineData("reinstall", "Minimum = 0", "Minimum = Environment.TickCount64 % 1000")]
    // A static event of the runtime.
    [InlineData("unload", "/*start*/", "AppDomain.CurrentDomain.ProcessExit += (_, _) => _ = Code;")]
    // A timer that nobody stops.
    [InlineData("unload", "/*start*/", "_ = Task.Run(async () => { while (true) { await Task.Delay(50); _ = Code; } });")]
    public async Task DX_a_mutant_is_caught_by_its_rule(string rule, string from, string to, string? from2 = null, string? to2 = null)
    {
        var folder = from2 is null ? SamplePlugin.Build((from, to)) : SamplePlugin.Build((from, to), (from2, to2!));
        var caught = await Assert.ThrowsAsync<ContractViolationException>(() => Checks[rule](new PluginChecks(folder)));
        Assert.Equal(rule, caught.Rule);
    }

    [Theory]
    [InlineData("data", "AppContext.SetData(\"UNL_96\", this);", "System.AppContext.s_dataStore", "Sample.SamplePlugin")]
    [InlineData("event", "AppDomain.CurrentDomain.ProcessExit += (_, _) => _ = Code;", "ProcessExit", "Sample.SamplePlugin")]
    public async Task DX_UNL_96_the_probe_names_the_root_that_holds_a_plugin(string id, string start, string root, string held)
    {
        var caught = await Assert.ThrowsAsync<ContractViolationException>(() => new PluginChecks(SamplePlugin.BuildAs(id, ("/*start*/", start))).CheckUnloadAsync());
        Assert.Contains(root, caught.Message, StringComparison.Ordinal);
        Assert.Contains(held, caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DX_a_reference_to_the_engine_is_caught()
    {
        var engine = Compiled.Into(Scratch.Folder("crmkit-engine-"), "CrmKit.Core", "namespace CrmKit; public static class Engine { public static int Answer => 42; }");
        var folder = SamplePlugin.Compile("namespace Sample; public sealed class SamplePlugin : CrmPlugin { public override void Configure(ICrmPluginBuilder plugin) => _ = CrmKit.Engine.Answer; }", [engine]);
        Assert.Equal("references", (await Assert.ThrowsAsync<ContractViolationException>(() => new PluginChecks(folder).CheckReferencesAsync())).Rule);
    }

    [Fact]
    public async Task DX_a_copy_of_the_contracts_in_the_folder_is_caught()
    {
        var folder = SamplePlugin.Build();
        File.Copy(typeof(CrmPlugin).Assembly.Location, Path.Combine(folder, "CrmKit.Abstractions.dll"));
        Assert.Equal("references", (await Assert.ThrowsAsync<ContractViolationException>(() => new PluginChecks(folder).CheckReferencesAsync())).Rule);
    }

    [Theory]
    // A field that changed its kind under its old key.
    [InlineData("Field<decimal> Weight = Field.Decimal(", "Field<string> Weight = Field.Text(", ", null, d => d with { Minimum = 0 }", "")]
    // A field that went away with its values.
    [InlineData(".Add(Weight, \"Weight\", null, d => d with { Minimum = 0 })", "", "/*state*/", "")]
    // A rule that what is there does not keep.
    [InlineData("/*fields*/", ".Add(Field.Text(\"acme.seal\"), \"Seal\", null, d => d with { IsRequired = true })", "/*state*/", "")]
    public async Task DX_an_upgrade_that_loses_data_is_caught(string from, string to, string from2, string to2)
    {
        var folder = SamplePlugin.Build((from, to), (from2, to2));
        var caught = await Assert.ThrowsAsync<ContractViolationException>(() => new PluginChecks(folder) { PreviousVersion = Good.Value }.CheckUpgradeAsync());
        Assert.Equal("upgrade", caught.Rule);
    }

    [Fact]
    public async Task DX_an_upgrade_that_adds_an_optional_field_passes() =>
        await new PluginChecks(SamplePlugin.Build(("/*fields*/", ".Add(Field.Text(\"acme.seal\"), \"Seal\")"))) { PreviousVersion = Good.Value }.CheckUpgradeAsync();

    private static string RealEstate()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (root.Name, root.Parent!.Name);
        while (!File.Exists(Path.Combine(root!.FullName, "CrmKit.sln"))) root = root.Parent;
        return Path.Combine(root.FullName, "plugins", "CrmKit.Plugins.RealEstate", "bin", configuration, framework);
    }
}
