using CrmKit.Leads;
using CrmKit.Opportunities;

namespace CrmKit.Conversions;

/// <summary>Names the opportunity out of a lead after the company, where there is one.</summary>
internal sealed class OpportunityNaming : IConversionStep
{
    public ValueTask RunAsync(ConversionContext context, CancellationToken cancellationToken)
    {
        if (context is { Source: Lead { CompanyName: { Length: > 0 } company }, Target: Opportunity sale } && !context.Options.Values.ContainsKey("name")) sale.Name = company;
        return default;
    }
}
