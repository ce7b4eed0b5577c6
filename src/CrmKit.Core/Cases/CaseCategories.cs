using static CrmKit.Catalog.CoreTypeFields;

namespace CrmKit.Cases;

/// <summary>What kinds of problems there are, of cases and of the articles that answer them.</summary>
internal static class CaseCategories
{
    public static IReadOnlyList<FieldOption> All { get; } =
    [
        Option("question", "Question", "咨询"), Option("defect", "Defect", "故障"), Option("delivery", "Delivery", "配送"), Option("billing", "Billing", "账单"),
        Option("complaint", "Complaint", "投诉"), Option("return", "Return", "退换"), Option("request", "Request", "需求"), Option("other", "Other", "其他"),
    ];
}
