using CrmKit.Leads;
using CrmKit.Records;

namespace CrmKit.Plugins.Isolation;

/// <summary>Queries of plugins capture variables of their code; what runs the query must not keep that code.</summary>
public sealed class CapturedValuesTests
{
    public static TheoryData<string> Criteria =>
    [
        "l => l.Name == name",
        "l => l.Name == limits.Name",
        "l => l.Name == limits.NameOf(3)",
        "l => l.Name == limits.Inner.Name",
        "l => l.Name == Limits.Standard",
        "l => names.Contains(l.Name)",
        "l => l.Score > limits.Score",
        "l => l.OwnerId == limits.Owner",
        "l => l.CreatedAt > limits.Since.AddDays(-limits.Days)",
    ];

    [Theory]
    [MemberData(nameof(Criteria))]
    public async Task UNL_a_query_that_captures_values_of_the_plugin_leaves_with_it(string criteria)
    {
        await using var host = await CrmHost.WithAsync(Asking(criteria));
        for (var i = 0; i < 3; i++)
        {
            await using var session = host.Open();
            await session.Records.CreateAsync(new Lead { Name = $"Lead {i}" });
        }
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), string.Join(" ", host.Runtime.Find("acme")!.Holders));
    }

    [Theory]
    [InlineData("l => l[limits.Note]")]
    [InlineData("l => l[limits.Inner.Note]")]
    [InlineData("l => l[Limits.Area]")]
    [InlineData("l => l[Limits.Seen]")]
    [InlineData("l => l[limits.NoteOf(3)]")]
    [InlineData("l => l[note]")]
    [InlineData("l => l.Name == limits.Name ? 1 : limits.Days")]
    public async Task UNL_a_page_in_an_order_that_captures_values_of_the_plugin_leaves_with_it(string key)
    {
        await using var host = await CrmHost.WithAsync(Asking("l => true", $"foreach (var page in new[] {{ await context.Session.Records.PageAsync(new Specification<Lead>(l => true).OrderBy({key}).Page(2), cancellationToken) }}) "
            + $"if (page.Next is {{ }} next) await context.Session.Records.PageAsync(new Specification<Lead>(l => true).OrderBy({key}).Page(2, next), cancellationToken);"));
        for (var i = 0; i < 5; i++)
        {
            await using var session = host.Open();
            await session.Records.CreateAsync(new Lead { Name = $"Lead {i}" });
        }
        await host.Runtime.DisableAsync("acme");
        Assert.True(await PluginHost.IsCollectedAsync(() => host.Runtime.Find("acme")!.Lingering), string.Join(" ", host.Runtime.Find("acme")!.Holders));
    }

    private static string Asking(string criteria, string more = "") => $$"""
        using CrmKit.Leads;
        namespace Sample;
        public sealed class Limits
        {
            public static readonly Field<decimal> Area = Field.Decimal("acme.area");
            public static Field<string> Seen { get; } = Field.Text("acme.note");
            public static string Standard => "standard";
            public Field<string> Note { get; } = Field.Text("acme.note");
            public Field<string> NoteOf(int number) => Note;
            public string Name { get; } = "x";
            public int? Score => 3;
            public Guid? Owner => null;
            public int Days => 2;
            public DateTimeOffset Since { get; } = DateTimeOffset.UnixEpoch.AddYears(40);
            public Limits Inner => this;
            public string NameOf(int number) => $"lead {number}";
        }
        public sealed class SamplePlugin : CrmPlugin
        {
            public override void Configure(ICrmPluginBuilder plugin) => plugin
                .Fields<Lead>(f => f.Add(Limits.Area, "Area").Add(Limits.Seen, "Note")).AddValidator<Asking>("lead");
        }
        public sealed class Asking : IRecordValidator
        {
            public async ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
            {
                var (limits, name, names, note) = (new Limits(), "y", new List<string> { "a", "b" }, Field.Text("acme.note"));
                await context.Session.Records.CountAsync(new Specification<Lead>({{criteria}}), cancellationToken);
                await context.Session.Records.ListAsync(new Specification<Lead>({{criteria}}).OrderBy(l => l.Name).Take(5), cancellationToken);
                {{more}}
                GC.KeepAlive((limits, name, names, note));
            }
        }
        """;
}
