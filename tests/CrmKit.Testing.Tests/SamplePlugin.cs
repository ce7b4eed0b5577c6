using CrmKit.Plugins;

namespace CrmKit.Testing;

/// <summary>A plugin that keeps the contract, and its mutants: each breaks one rule by one replacement in the source.</summary>
internal static class SamplePlugin
{
    private const string Source = """
        using CrmKit.Effects; using CrmKit.Events; using CrmKit.Leads; using CrmKit.Reports; using CrmKit.Sessions; using System.Globalization; using System.Text.Json;
        namespace Sample;

        public sealed class SamplePlugin : CrmPlugin
        {
            public static readonly Field<string> Code = Field.Text("acme.code");
            public static readonly Field<decimal> Weight = Field.Decimal("acme.weight");
            public static readonly Field<DateOnly> SeenOn = Field.Date("acme.seen-on");

            public override void Configure(ICrmPluginBuilder plugin) => plugin
                .RecordType("acme.crate", t => t.Named("Crate", "Crates").Fields(f => f.Add(Code, "Code").Add(Weight, "Weight", null, d => d with { Minimum = 0 })/*fields*/))
                .Fields<Lead>(f => f.Add(SeenOn, "Seen on"))
                .AddBeforeSave<Stamp>("lead")
                .AddSubscriber<Welcome>("lead.created")
                .AddReport<Crates>(Crates.Definition);

            public override ValueTask StartAsync(CancellationToken cancellationToken) { /*start*/ return default; }
        }

        internal sealed class Stamp : IBeforeSave
        {
            public ValueTask BeforeSaveAsync(SaveContext context, CancellationToken cancellationToken)
            {
                foreach (var change in context.Changes) change.After[SamplePlugin.SeenOn] = context.Session.Today;
                return default;
            }
        }

        internal sealed class Welcome : IEventSubscriber
        {
            /*state*/
            public async ValueTask HandleAsync(EventContext context, CancellationToken cancellationToken)
            {
                /*handle*/
                await context.Session.Records.CreateAsync(new CustomRecord("acme.crate", "Welcome " + (1.5m).ToString(CultureInfo.InvariantCulture)), cancellationToken: cancellationToken);
                await context.Session.Effects.RequestAsync([new EffectRequest("acme.mail", $"welcome/{context.Event.Id}", JsonDocument.Parse("{}").RootElement.Clone())], cancellationToken);
            }
        }

        internal sealed class Crates : IReport
        {
            public static readonly ReportDefinition Definition = new() { Key = "acme.crates", Label = new("Crates") };

            public async Task<ReportTable> RunAsync(ICrmSession session, ReportParameters parameters, CancellationToken cancellationToken)
            {
                /*report*/
                var all = await session.Records.ListAsync(new Specification<CustomRecord>().OfType("acme.crate"), cancellationToken);
                return new ReportTable(Definition.Key, session.Today, [new ReportColumn("count", new("Crates"), FieldKind.Integer)], [[(long)all.Count]]);
            }
        }
        """;

    /// <summary>The plugin's folder, with replacements in its source.</summary>
    public static string Build(params (string From, string To)[] mutations) => BuildAs("acme", mutations);

    /// <summary>Under an id of its own: what one test leaves in memory for good is not what another one finds.</summary>
    public static string BuildAs(string id, params (string From, string To)[] mutations)
    {
        var source = Source;
        foreach (var (from, to) in mutations)
        {
            Assert.Contains(from, source, StringComparison.Ordinal);
            source = source.Replace(from, to, StringComparison.Ordinal);
        }
        return Compile(source.Replace("acme.", id + ".", StringComparison.Ordinal), id: id);
    }

    public static string Compile(string source, IEnumerable<string>? references = null, string id = "acme")
    {
        var folder = Scratch.Folder("crmkit-mutant-");
        Compiled.Into(folder, "Plugin", source, references: references);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), $$"""
            {
              "manifestVersion": 1, "id": "{{id}}", "version": "1.0.0", "name": "Acme for tests",
              "entry": { "assembly": "Plugin.dll", "type": "Sample.SamplePlugin" }, "compat": { "abstractions": "*" }
            }
            """);
        return folder;
    }
}
