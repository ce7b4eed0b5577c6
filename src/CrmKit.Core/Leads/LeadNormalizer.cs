namespace CrmKit.Leads;

/// <summary>Names leads that came without a person's name after what is known of them.</summary>
internal sealed class LeadNormalizer : IRecordNormalizer
{
    public ValueTask NormalizeAsync(SaveContext context, CancellationToken cancellationToken)
    {
        foreach (var (_, lead) in context.Living<Lead>())
            if (string.IsNullOrWhiteSpace(lead.Name)) lead.Name = lead.CompanyName ?? lead.Email ?? lead.Phone ?? "";
        return default;
    }
}
