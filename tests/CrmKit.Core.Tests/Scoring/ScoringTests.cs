using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;
using Record = CrmKit.Records.Record;

namespace CrmKit.Scoring;

public sealed class ScoringTests
{
    private static readonly ScoringFactorDefinition Company = new() { Key = "test.company", Label = new("Company", "公司") };
    private static readonly ScoringFactorDefinition Amount = new() { Key = "test.amount", Label = new("Amount") };
    private static readonly ScoringFactorDefinition Broken = new() { Key = "test.broken", Label = new("Broken") };

    private sealed class HasCompany : IScoringFactor
    {
        public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
        {
            foreach (var lead in context.Records.Cast<Lead>())
                if (lead.CompanyName is not null) context.Give(lead, 30, $"is {lead.CompanyName}");
            return default;
        }
    }

    private sealed class ByAmount : IScoringFactor
    {
        public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
        {
            foreach (var lead in context.Records.Cast<Lead>()) context.Give(lead, (lead.EstimatedAmount ?? -2000) / 100m);
            return default;
        }
    }

    private sealed class Throws : IScoringFactor
    {
        public ValueTask ScoreAsync(ScoringContext context, CancellationToken cancellationToken)
        {
            context.Give(context.Records[0], 1000);
            throw new InvalidOperationException("broken");
        }
    }

    private static void Configure(ICrmPluginBuilder plugin) =>
        plugin.AddScoringFactor<HasCompany>(Company).AddScoringFactor<ByAmount>(Amount).AddScoringFactor<Throws>(Broken);

    private static RecordRef Ref(Record record) => new("lead", record.Id);

    [Fact]
    public async Task EXT_the_score_is_the_sum_of_the_factors_and_stays_as_it_is_without_them()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var lead = await crm.AddAsync(new Lead { Name = "One", CompanyName = "Acme", EstimatedAmount = 2055, Score = 99 });
        Assert.Equal(51, lead.Score); // 30 + 20.55, rounded; what was given by hand does not count

        crm.RemovePlugin("test");
        lead.Score = 70;
        await using (var session = crm.OpenSession()) await session.Records.UpdateAsync(lead);
        Assert.Equal(70, (await crm.FindAsync<Lead>(lead.Id))!.Score);

        crm.AddPlugin("test", Configure);
        await using (var session = crm.OpenSession())
        {
            await session.Scores.RefreshAsync([Ref(lead)]);
            Assert.Equal(51, (await crm.FindAsync<Lead>(lead.Id))!.Score);
            var version = (await crm.FindAsync<Lead>(lead.Id))!.Version;
            await session.Scores.RefreshAsync([Ref(lead)]); // nothing differs: nothing is written
            Assert.Equal(version, (await crm.FindAsync<Lead>(lead.Id))!.Version);
        }
    }

    [Theory]
    [InlineData(100_000, 100)]
    [InlineData(null, 0)]
    public async Task The_field_bounds_the_sum(int? amount, int expected)
    {
        await using var crm = new TestCrm(plugin: Configure);
        Assert.Equal(expected, (await crm.AddAsync(new Lead { Name = "One", EstimatedAmount = amount })).Score);
    }

    [Fact]
    public async Task A_score_is_explained_factor_by_factor_and_says_which_failed()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var lead = await crm.AddAsync(new Lead { Name = "One", CompanyName = "Acme", EstimatedAmount = 2055 });
        await using var session = crm.OpenSession();
        var score = Assert.Single(await session.Scores.ExplainAsync(Ref(lead)));
        Assert.Equal(("score", 51m), (score.Field, score.Total));
        Assert.Equal([("test.company", 30m, "is Acme", false), ("test.amount", 20.55m, null, false), ("test.broken", 0m, null, true)],
            score.Factors.Select(f => (f.Factor.Key, f.Points, f.Reason, f.IsFailed)));
    }

    [Fact]
    public async Task A_score_of_a_record_that_may_not_be_seen_is_not_explained()
    {
        await using var crm = new TestCrm(plugin: Configure);
        var lead = await crm.AddAsync(new Lead { Name = "One" });
        await using var session = crm.OpenSession(await crm.AddUserAsync("Ada", "sales-rep"));
        Assert.Equal("record.not-found", (await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Scores.ExplainAsync(Ref(lead)))).Error.Code);
    }

    [Theory]
    [InlineData("nothing", "score")]
    [InlineData("lead", "name")]
    [InlineData("lead", "version")]
    public async Task A_factor_without_a_field_to_add_up_to_is_refused_when_the_plugin_comes(string type, string field)
    {
        await using var crm = new TestCrm();
        Assert.Equal("catalog.definition-invalid", Assert.Throws<CrmRuleException>(() =>
            crm.AddPlugin("test", plugin => plugin.AddScoringFactor<HasCompany>(Company with { RecordType = type, Field = field }))).Error.Code);
    }
}
