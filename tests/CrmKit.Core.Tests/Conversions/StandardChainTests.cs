using CrmKit.Cases;
using CrmKit.Contracts;
using CrmKit.Leads;
using CrmKit.Opportunities;
using CrmKit.Orders;
using CrmKit.Pipelines;
using CrmKit.Products;
using CrmKit.Projects;
using CrmKit.Records;

namespace CrmKit.Conversions;

public sealed class StandardChainTests
{
    [Fact]
    public async Task A_lead_becomes_an_opportunity_a_project_a_contract_an_order_and_a_case()
    {
        await using var crm = new TestCrm();
        var product = await crm.AddAsync(new Product { Name = "Crane", ListPrice = 1000, Currency = "EUR", TaxPercent = 20 });
        var lead = await crm.AddAsync(new Lead { Name = "Ada Lovelace", CompanyName = "Acme", Email = "ada@acme.com", EstimatedAmount = 500, Currency = "EUR", NeedDescription = "Lift" });
        await using var session = crm.OpenSession();

        var sale = await session.Records.GetAsync<Opportunity>(await ConvertAsync(session, "lead", lead.Id));
        Assert.Equal(("Acme", 500m, "EUR", "Lift"), (sale.Name, sale.Amount, sale.Currency, sale.Need));
        Assert.NotNull(sale.AccountId);
        await session.Records.CreateAsync(new OpportunityLine { OpportunityId = sale.Id, ProductId = product.Id, Quantity = 2, DiscountPercent = 10 });

        var project = await session.Records.GetAsync<Project>(await ConvertAsync(session, "opportunity", sale.Id));
        Assert.Equal((sale.Id, sale.AccountId), (project.OpportunityId, project.AccountId));

        var contract = await session.Records.GetAsync<Contract>(await ConvertAsync(session, "project", project.Id));
        Assert.Equal((1800m, "EUR", project.Id), (contract.Amount, contract.Currency, contract.ProjectId));

        var unsigned = await Assert.ThrowsAsync<CrmRuleException>(() => session.Conversions.ConvertAsync(new RecordRef("contract", contract.Id)));
        Assert.Equal("conversion.stage", unsigned.Error.Code);
        await session.Pipelines.MoveAsync([new StageMove(new RecordRef("contract", contract.Id), "active")]);

        var order = await session.Records.GetAsync<Order>(await ConvertAsync(session, "contract", contract.Id));
        Assert.Equal((sale.ContactId, contract.Id, "EUR"), (order.ContactId, order.ContractId, order.Currency));
        Assert.Equal((2000m, 200m, 360m, 2160m), (order.Subtotal, order.DiscountTotal, order.TaxTotal, order.Total));

        var item = await session.Records.GetAsync<SupportCase>(await ConvertAsync(session, "order", order.Id));
        Assert.Equal((order.Id, order.AccountId, "Acme"), (item.OrderId, item.AccountId, item.Subject));
        Assert.Equal(5, (await session.Conversions.ChainAsync(new RecordRef("case", item.Id))).Count);
        Assert.Equal("converted", (await session.Records.GetAsync<Lead>(lead.Id)).StageKey);
    }

    [Fact]
    public async Task A_shop_goes_from_lead_to_order_at_once()
    {
        await using var crm = new TestCrm();
        var lead = await crm.AddAsync(new Lead { Name = "王小明", Phone = "+8613800138000", Street = "长安街1号", City = "北京" });
        await using var session = crm.OpenSession();
        var made = await session.Conversions.ConvertAsync(new RecordRef("lead", lead.Id), new ConversionOptions { Process = "shop" });
        var order = await session.Records.GetAsync<Order>(made.Target.Id);
        Assert.Equal(("王小明", "长安街1号", "北京"), (order.ShippingName, order.ShippingStreet, order.ShippingCity));
    }

    private static async Task<Guid> ConvertAsync(Sessions.ICrmSession session, string type, Guid id) => (await session.Conversions.ConvertAsync(new RecordRef(type, id))).Target.Id;
}
