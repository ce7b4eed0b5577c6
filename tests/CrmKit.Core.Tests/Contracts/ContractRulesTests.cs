using CrmKit.Pipelines;
using CrmKit.Records;

namespace CrmKit.Contracts;

public sealed class ContractRulesTests
{
    [Fact]
    public async Task Notice_is_due_before_the_end_and_signing_dates_the_signature()
    {
        await using var crm = new TestCrm();
        var contract = await crm.AddAsync(new Contract { Name = "Lease", StartsOn = new DateOnly(2026, 1, 1), EndsOn = new DateOnly(2026, 12, 31), NoticeDays = 90 });
        Assert.Equal(new DateOnly(2026, 10, 2), contract.NoticeByOn);
        Assert.StartsWith("CT-260316-", contract.Number, StringComparison.Ordinal);
        await using var session = crm.OpenSession();
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("contract", contract.Id), "active")]);
        Assert.Equal(new DateOnly(2026, 3, 16), (await crm.FindAsync<Contract>(contract.Id))!.SignedOn);
    }

    [Theory]
    [InlineData(RenewalKind.Automatic, null, true, "contract.renewal-months-missing")]
    [InlineData(RenewalKind.Automatic, 12, false, "contract.renewal-without-end")]
    [InlineData(RenewalKind.ByAgreement, null, false, "contract.renewal-without-end")]
    public async Task Renewals_can_be_carried_out(RenewalKind kind, int? months, bool hasEnd, string code)
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() =>
            crm.AddAsync(new Contract { Name = "Lease", RenewalKind = kind, RenewalMonths = months, EndsOn = hasEnd ? new DateOnly(2027, 1, 1) : null }));
        Assert.Equal(code, refused.Error.Code);
    }

    [Fact]
    public async Task A_contract_does_not_end_before_it_starts()
    {
        await using var crm = new TestCrm();
        var refused = await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new Contract { Name = "Lease", StartsOn = new DateOnly(2026, 2, 1), EndsOn = new DateOnly(2026, 1, 1) }));
        Assert.Equal("document.dates-reversed", refused.Error.Code);
    }

    [Fact]
    public async Task Versions_are_counted_kept_once_proposed_and_agreed_once()
    {
        await using var crm = new TestCrm();
        var contract = await crm.AddAsync(new Contract { Name = "Lease" });
        var both = await crm.AddAsync(
            new ContractVersion { ContractId = contract.Id, Text = "One", Status = ContractVersionStatus.Proposed }, new ContractVersion { ContractId = contract.Id, Text = "Two", Status = ContractVersionStatus.Agreed });
        Assert.Equal([1, 2], both.Select(v => ((ContractVersion)v).VersionNumber));
        Assert.Equal(3, (await crm.AddAsync(new ContractVersion { ContractId = contract.Id })).VersionNumber);

        await using var session = crm.OpenSession();
        var first = (await crm.FindAsync<ContractVersion>(both[0].Id))!;
        first.Text = "Changed";
        Assert.Equal("contract.version-fixed", (await Assert.ThrowsAsync<CrmValidationException>(() => session.Records.UpdateAsync(first))).Error.Code);
        Assert.Equal("contract.version-agreed", (await Assert.ThrowsAsync<CrmValidationException>(() =>
            crm.AddAsync(new ContractVersion { ContractId = contract.Id, Status = ContractVersionStatus.Agreed }))).Error.Code);
        Assert.Equal("contract.version-duplicate", (await Assert.ThrowsAsync<CrmValidationException>(() =>
            crm.AddAsync(new ContractVersion { ContractId = contract.Id, VersionNumber = 2 }))).Error.Code);
        Assert.Equal("contract.party-missing", (await Assert.ThrowsAsync<CrmValidationException>(() => crm.AddAsync(new ContractParty { ContractId = contract.Id }))).Error.Code);
    }
}
