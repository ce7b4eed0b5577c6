using CrmKit.Contracts;
using CrmKit.Opportunities;
using CrmKit.Records;

namespace CrmKit.Engineering;

internal static class EngineeringErrors
{
    public static CrmError AnswerDuplicate() => new("engineering.answer-duplicate",
        "The tender has an answer to this factor already. Change that one instead of adding another.") { Field = BidFactors.Factor.Key };

    public static CrmError BidUnanswered(int count) => new("engineering.bid-unanswered",
        $"{count} bid {(count == 1 ? "factor is" : "factors are")} not answered. Answer all of them before the bid is prepared.");

    public static CrmError BidScoreLow(decimal score, decimal threshold, string reasons) => new("engineering.bid-score-low",
        $"The bid score is {score}, below the threshold of {threshold}. Decide not to bid, or improve what speaks against it: {reasons.ReplaceLineEndings("; ")}");

    public static CrmError AmountTooLarge() => new("engineering.amount-too-large",
        $"Quantity × rate comes to more than {Bills.GreatestAmount}. Correct one of them.") { Field = Bills.Quantity.Key };

    public static CrmError BillClosed(Opportunity tender) => new("engineering.bill-closed",
        $"Tender '{tender.Name}' is decided, so its bill of quantities stays as it was. Changes of the contract go by change orders.");

    public static CrmError BillCurrency() => new("engineering.bill-currency",
        "The bill has priced items, so its currency stays. Remove the items first.") { Field = Bills.Currency.Key };

    public static CrmError CurrencyUnknown(string code) => new("engineering.currency-unknown",
        $"'{code}' is no ISO 4217 currency code. Use three capital letters such as EUR.") { Field = Bills.Currency.Key };

    public static CrmError BillUnknown(string id) => new("engineering.bill-unknown", $"'{id}' is not the id of a bill of quantities.");

    public static CrmError MilestonesOver(decimal whole) => new("engineering.milestones-over",
        $"The milestones of the contract come to {whole} % of its value. Lower one, so that they come to 100 % at most.") { Field = Milestones.Percent.Key };

    public static CrmError MilestonesOpen(decimal whole) => new("engineering.milestones-open",
        $"The milestones of the contract come to {whole} % of its value. Make them come to 100 % before it is signed.");

    public static CrmError MilestoneFixed(Contract contract) => new("engineering.milestone-fixed",
        $"Contract {contract.Number} is signed, so its milestones and their shares stay. Changes go by change orders.");

    public static CrmError ReachedInFuture(DateOnly day) => new("engineering.reached-in-future",
        $"{day:yyyy-MM-dd} is in the future. Say when the milestone was reached once it is.") { Field = Milestones.ReachedOn.Key };

    public static CrmError ValueRequired() => new("engineering.value-required",
        "The contract has milestones and no value. Enter its amount before it is signed.") { Field = "amount" };

    public static CrmError ValueByChangeOrder(Contract contract) => new("engineering.value-by-change-order",
        $"Contract {contract.Number} is signed at {contract[ContractTerms.OriginalAmount]}: its value is that and the approved change orders. Make a change order to change it.") { Field = "amount" };

    public static CrmError ValueNegative(Contract contract) => new("engineering.value-negative",
        $"The change order takes more than contract {contract.Number} is worth. Lower the deduction.") { Field = ChangeOrders.Amount.Key };

    public static CrmError ContractUnsigned(Contract contract) => new("engineering.contract-unsigned",
        $"Contract {contract.Number} is not signed. Change the contract itself.");

    public static CrmError ContractClosed(Contract contract) => new("engineering.contract-closed",
        $"Contract {contract.Number} is closed: its retention is released, or it ended. Nothing of it changes any more.");

    public static CrmError RetentionEarly(Contract contract, string why) => new("engineering.retention-early",
        $"The retention of contract {contract.Number} is not released: {why}.") { Field = ContractTerms.ReleasedOn.Key };

    public static CrmError ChangeOrderDecided(CustomRecord order) => new("engineering.change-order-decided",
        $"Change order '{order.Name}' is {order.StageKey}, and stays so. Make another change order to go back on it.");

    public static CrmError ChangeOrderMoved(CustomRecord order) => new("engineering.change-order-moved",
        $"Change order '{order.Name}' is numbered in its contract. Delete it and make one in the other contract.") { Field = ChangeOrders.Contract.Key };

    public static CrmError DepartmentMissing(IReadOnlyList<string> departments) => new("engineering.department-missing",
        $"The project has no member of {string.Join(", ", departments)}. Add one of each before it goes on.");
}
