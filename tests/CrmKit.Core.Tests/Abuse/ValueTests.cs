using System.Globalization;
using CrmKit.Imports;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Abuse;

/// <summary>Values that nobody's business has, states that are jumped over, and imports taken back over what others did.</summary>
public sealed class ValueTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crmkit-abuse-").FullName;
    private readonly TestCrm _crm = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _crm.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("amount", "-1", "field.range")]
    [InlineData("amount", "NaN", "field.type")]
    [InlineData("amount", "1e30", "field.")]
    [InlineData("amount", "79228162514264337593543950335", "field.range")]
    [InlineData("probabilityOverridePercent", "900", "field.range")]
    [InlineData("probabilityOverridePercent", "-1", "field.range")]
    [InlineData("expectedCloseOn", "0000-01-01", "field.type")]
    [InlineData("expectedCloseOn", "2026-02-30", "field.type")]
    [InlineData("expectedCloseOn", "10000-01-01", "field.type")]
    [InlineData("currency", "XXXX", "field.")]
    [InlineData("currency", "ZZZ", "document.currency-unknown")]
    public async Task A089_What_no_deal_has_is_refused_alone_in_batches_and_in_files(string field, string value, string code)
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps", Amount = 10, ExternalId = "1" });
        await using var session = _crm.OpenSession();
        var values = new Dictionary<string, object?> { [field] = decimal.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : value };
        var alone = await Assert.ThrowsAnyAsync<CrmException>(() => session.Records.SaveAsync(new ChangeSet().Patch(new RecordRef("opportunity", deal.Id), values)));
        Assert.StartsWith(code, alone.Errors[0].Code, StringComparison.Ordinal);
        var batch = await session.Records.SaveAsync(new ChangeSet { AllOrNothing = false }.Patch(new RecordRef("opportunity", deal.Id), values).Create(new Lead { Name = "Beside it" }));
        Assert.Equal([false, true], batch.Outcomes.Select(o => o.IsSaved));
        var file = Path.Combine(_folder, "deals.csv");
        await File.WriteAllTextAsync(file, $"externalId,name,{field}\n1,Pumps,{value}\n", Cancellation);
        var map = new ImportMap { Columns = [.. new[] { "externalId", "name", field }.Select(f => new ImportColumn { Column = f, Field = f })], Key = ["externalId"] };
        var import = await session.Imports.RunAsync(new ImportRequest("opportunity", file, map) { OnExisting = ExistingRecordPolicy.Update }, null, Cancellation);
        Assert.Equal((0L, 1L), (import.Updated, import.Refused));
        var stored = (await _crm.FindAsync<Opportunity>(deal.Id))!;
        Assert.Equal((10m, 1, deal.Currency, (int?)null, (DateOnly?)null), (stored.Amount, stored.Version, stored.Currency, stored.ProbabilityOverridePercent, stored.ExpectedCloseOn));
    }

    [Fact]
    public async Task A089_No_way_round_leads_out_of_a_stage_that_is_closed_or_into_one_of_another_pipeline()
    {
        var deal = await _crm.AddAsync(new Opportunity { Name = "Pumps" });
        var reference = new RecordRef("opportunity", deal.Id);
        await using var session = _crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(reference, "won")]);
        Assert.Equal("pipeline.closed", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(reference, "prospecting")]))).Error.Code);
        Assert.Equal("pipeline.stage-unknown", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(reference, "contacted")]))).Error.Code);
        await session.Records.DeleteAsync(reference);
        await Assert.ThrowsAsync<CrmNotFoundException>(() => session.Pipelines.MoveAsync([new StageMove(reference, "prospecting")]));
        await session.Records.SaveAsync(new ChangeSet().Restore(reference));
        var restored = (await _crm.FindAsync<Opportunity>(deal.Id))!;
        Assert.Equal("won", restored.StageKey);
        Assert.NotNull(restored.ClosedAt);
        Assert.Equal("pipeline.closed", (await Assert.ThrowsAsync<CrmRuleException>(() => session.Pipelines.MoveAsync([new StageMove(reference, "prospecting")]))).Error.Code);
    }

    [Fact]
    public async Task A098_An_import_taken_back_leaves_what_somebody_changed_since_and_names_it()
    {
        await using var session = _crm.OpenSession();
        var file = Path.Combine(_folder, "leads.csv");
        await File.WriteAllTextAsync(file, "externalId,name\n" + string.Join('\n', Enumerable.Range(1, 5).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},Lead {i}"))) + "\n", Cancellation);
        var done = await session.Imports.RunAsync(new ImportRequest("lead", file), null, Cancellation);
        var edited = (await session.Records.ListAsync(new Specification<Lead>(l => l.ExternalId == "3"), Cancellation)).Single();
        edited.City = "Ghent";
        await session.Records.UpdateAsync(edited, Cancellation);

        var reverted = await session.Imports.RevertAsync(done.Id, Cancellation);
        Assert.Equal((4L, 1L), (reverted.Removed, reverted.Kept));
        Assert.Equal(new RecordRef("lead", edited.Id), Assert.Single(reverted.KeptRecords).Record);
        Assert.Equal("Ghent", Assert.Single(await session.Records.ListAsync(new Specification<Lead>(), Cancellation)).City);
    }
}
