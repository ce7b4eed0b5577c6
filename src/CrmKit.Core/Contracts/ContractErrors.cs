namespace CrmKit.Contracts;

internal static class ContractErrors
{
    public static CrmError RenewalMonthsMissing() => new("contract.renewal-months-missing",
        "A contract that renews itself needs to know for how many months. Fill in the months, or choose another renewal.") { Field = "renewalMonths" };

    public static CrmError RenewalWithoutEnd() => new("contract.renewal-without-end",
        "A contract without an end is never renewed. Fill in the last day of the term, or choose no renewal.") { Field = "renewalKind" };

    public static CrmError VersionFixed(int? number, ContractVersionStatus status) => new("contract.version-fixed",
        $"Version {number} is {status.ToString().ToLowerInvariant()}, so its text no longer changes. Make a new version.") { Field = "text" };

    public static CrmError VersionAgreed(int? number) => new("contract.version-agreed",
        $"Version {number} of the contract is agreed already. Set that one to rejected first.") { Field = "status" };

    public static CrmError VersionDuplicate(int number) => new("contract.version-duplicate",
        $"The contract has a version {number} already. Take the next number, or leave it empty.") { Field = "versionNumber" };

    public static CrmError PartyMissing() => new("contract.party-missing",
        "A contract party needs an account or a contact. Fill in one of them.") { Field = "accountId" };
}
