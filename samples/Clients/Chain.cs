using System.Text.Json;
using System.Text.Json.Serialization;

namespace CrmKit.Client;

/// <summary>Works a lead through to the service case of what was sold.</summary>
public static class Chain
{
    /// <param name="http">With a base address that ends in <c>/api/</c>, and an API key as <c>Authorization: Bearer crm_…</c>.</param>
    public static async Task<Guid> RunAsync(HttpClient http, CancellationToken cancellationToken = default)
    {
        var crm = new CrmClient(http);
        var lead = await crm.CreateLeadAsync(new LeadNew { Name = "Ada Lovelace", CompanyName = "Analytical Engines", Email = "ada@analytical.example", Channel = LeadNewChannel.Web }, cancellationToken: cancellationToken);

        // What was seen is what is changed: somebody else's change in between is refused with 412.
        lead = await crm.UpdateLeadAsync(lead.Id, new LeadValues { EstimatedAmount = 50_000 }, if_Match: $"\"v{lead.Version}\"", cancellationToken: cancellationToken);
        await crm.MoveStageLeadAsync(lead.Id, new StageMove { Stage = "qualified", Note = "Has a budget", Values = new Dictionary<string, object> { ["score"] = 80 } }, cancellationToken: cancellationToken);
        try
        {
            await crm.MoveStageLeadAsync(lead.Id, new StageMove { Stage = "converted" }, cancellationToken: cancellationToken);
        }
        catch (ApiException<Problem> refusal) when (refusal.Result.Code == "pipeline.conversion-required")
        {
            // The code is stable; the message says what to do: convert.
        }

        var opportunity = (await crm.ConvertLeadAsync(lead.Id, body: new Conversion { To = "opportunity" }, cancellationToken: cancellationToken)).Target.Id;
        await crm.MoveStageOpportunityAsync(opportunity, new StageMove { Stage = "won" }, cancellationToken: cancellationToken);
        var contract = (await crm.ConvertOpportunityAsync(opportunity, body: new Conversion { To = "contract" }, cancellationToken: cancellationToken)).Target.Id;
        await crm.MoveStageContractAsync(contract, new StageMove { Stage = "active" }, cancellationToken: cancellationToken);
        var order = (await crm.ConvertContractAsync(contract, body: new Conversion { To = "order" }, cancellationToken: cancellationToken)).Target.Id;
        await crm.MoveStageOrderAsync(order, new StageMove { Stage = "delivered" }, cancellationToken: cancellationToken);
        return (await crm.ConvertOrderAsync(order, body: new Conversion { To = "case" }, cancellationToken: cancellationToken)).Target.Id;
    }
}

public partial class CrmClient
{
    // What is left out stays as it is; what is null is emptied.
    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) => settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
}
