using System.Text.Json.Nodes;
using CrmKit.Access;
using CrmKit.Endpoints;
using CrmKit.Records;

namespace CrmKit.Engineering;

/// <summary>A bill of quantities as one document: sections with their items, all totals.</summary>
internal sealed class BillEndpoint : IPluginEndpoint
{
    public static readonly EndpointDefinition Definition = new()
    {
        Key = "engineering.bill-document",
        Method = "GET",
        Path = "/bills/{id}",
        Summary = new("A bill of quantities with its sections, items and totals.", "工程量清单：分部、项目与合计"),
        Requires = new Permission(Bills.Type, Operations.Read, AccessScope.Own),
    };

    public async ValueTask<EndpointAnswer> HandleAsync(EndpointContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        if (!Guid.TryParse(context.Request.Path["id"], out var id)) throw new CrmNotFoundException(EngineeringErrors.BillUnknown(context.Request.Path["id"]));
        var bill = (CustomRecord)await session.Records.GetAsync(new RecordRef(Bills.Type, id), cancellationToken);
        var (sections, _) = await session.SeenAsync<CustomRecord>(new RecordQuery(Bills.SectionType) { Filter = $"{Bills.Bill.Key} eq {id}" }, int.MaxValue, cancellationToken);
        var items = new List<CustomRecord>();
        foreach (var filter in Questions.In(Bills.Section.Key, sections.Select(s => s.Id)))
            items.AddRange((await session.SeenAsync<CustomRecord>(new RecordQuery(Bills.ItemType) { Filter = filter }, int.MaxValue, cancellationToken)).Items);
        var bySection = items.ToLookup(i => i[Bills.Section]);
        return EndpointAnswer.Json(new JsonObject
        {
            ["id"] = id.ToString(), ["name"] = bill.Name, ["currency"] = bill[Bills.Currency], ["total"] = bill[Bills.Total] ?? 0,
            ["sections"] = new JsonArray([.. Ordered(sections).Select(s => new JsonObject
            {
                ["position"] = s[Bills.Position], ["name"] = s.Name, ["total"] = s[Bills.Total] ?? 0,
                ["items"] = new JsonArray([.. Ordered(bySection[s.Id]).Select(i => new JsonObject
                {
                    ["position"] = i[Bills.Position], ["name"] = i.Name, ["unit"] = i[Bills.UnitOfMeasure], ["quantity"] = i[Bills.Quantity], ["rate"] = i[Bills.Rate], ["amount"] = i[Bills.Amount],
                })]),
            })]),
        });
    }

    private static IEnumerable<CustomRecord> Ordered(IEnumerable<CustomRecord> records) => records.OrderBy(r => r[Bills.Position] ?? long.MaxValue).ThenBy(r => r.Id);
}
