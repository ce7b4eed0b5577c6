using CrmKit.Actions;
using CrmKit.Fields;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.RealEstate;

/// <summary>Raises or lowers the asking price of units on the market by a percentage, rounded to thousands.</summary>
internal sealed class Repricing : IRecordAction
{
    public static readonly Field<decimal> Percent = Field.Decimal("percent");

    public static readonly RecordActionDefinition Definition = new()
    {
        Key = "realestate.reprice",
        Label = new("Change the price", "调价"),
        Description = new("Raises or lowers the asking price of units on the market by a percentage, rounded to thousands.", "按百分比调整可售房源的报价，取整到千位。"),
        RecordTypes = [Units.Type],
        Places = ActionPlaces.List | ActionPlaces.Record,
        IsUndoable = true,
    };

    public static void Inputs(FieldsBuilder inputs) => inputs.Add(Percent, "By how many per cent", "调整百分比", f => f with
    {
        IsRequired = true, Minimum = -50, Maximum = 100, Description = new("Below 0 lowers the price.", "负数为降价。"),
    });

    public async ValueTask RunAsync(RecordActionContext context, CancellationToken cancellationToken)
    {
        var (factor, changes) = (1 + (context.Inputs.Number(Percent.Key)!.Value / 100), new ChangeSet());
        foreach (var unit in context.Records.Cast<CustomRecord>())
        {
            if (unit[Units.Status] != Units.Available || unit[Units.AskingPrice] is not { } price) context.Refuse(unit, RealEstateErrors.NotOnMarket(unit));
            else changes.Patch(context.Type.Ref(unit.Id), new Dictionary<string, object?> { [Units.AskingPrice.Key] = Math.Max(1000, Math.Round(price * factor / 1000) * 1000) });
        }
        await context.Session.Records.SaveAsync(changes, cancellationToken);
    }
}
