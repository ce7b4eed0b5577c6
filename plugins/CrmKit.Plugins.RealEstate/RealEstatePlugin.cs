using CrmKit.Components;
using CrmKit.Conversions;
using CrmKit.Pages;
using CrmKit.Plugins;

namespace CrmKit.RealEstate;

/// <summary>Developments, buildings and units; what buyers look for; viewings, reservations, the sale with its instalments, and commissions.</summary>
public sealed class RealEstatePlugin : CrmPlugin
{
    public override void Configure(ICrmPluginBuilder plugin)
    {
        AddStock(plugin);
        AddReservations(plugin);
        AddSale(plugin);
        AddMoney(plugin);
        AddPages(plugin);
        plugin.Role(Roles.Agent).Role(Roles.Manager);
    }

    private static void AddStock(ICrmPluginBuilder plugin) => plugin
        .RecordType(Developments.Type, Developments.Define)
        .RecordType(Buildings.Type, Buildings.Define)
        .AddFieldType<ParcelNumber>(ParcelNumber.Definition)
        .RecordType(Units.Type, Units.Define)
        .AddBeforeSave<ListingDate>(Units.Type)
        .AddValidator<UnitRules>(Units.Type)
        .Fields("appointment", Viewings.Define)
        .AddValidator<ViewingRules>("appointment")
        .AddReport<ListingsReport>(ListingsReport.Definition)
        .AddReport<UnitBoardReport>(UnitBoardReport.Definition)
        .AddEndpoint<UnitBoardEndpoint>(UnitBoardEndpoint.Definition)
        .AddReport<MatchesReport>(MatchesReport.Definition)
        .AddEndpoint<MatchesEndpoint>(MatchesEndpoint.Definition);

    private static void AddReservations(ICrmPluginBuilder plugin) => plugin
        .RecordType(Reservations.Type, Reservations.Define)
        .Pipeline(Reservations.Pipeline)
        .Settings(s => s.Add(Reservations.Days, new("Days for which a unit is reserved", "预订有效天数"), Reservations.UsualDays, f => f with { Minimum = 1, Maximum = 365 }))
        .AddBeforeSave<ReservationDefaults>(Reservations.Type)
        .AddValidator<ReservationRules>(Reservations.Type)
        .AddAfterSave<ReservationHolds>(Reservations.Type)
        .AddJob<ReservationExpiry>(ReservationExpiry.Definition)
        .AddReport<ReservationsReport>(ReservationsReport.Definition);

    private static void AddSale(ICrmPluginBuilder plugin) => plugin
        .Fields("lead", Searches.Define)
        .Fields("opportunity", Searches.DefineSale)
        .Fields("contract", Searches.DefineUnit)
        .Fields("order", PaymentPlans.DefineOrder)
        .Pipeline(Sale.Pipeline)
        .Process(new SalesProcess
        {
            Key = "realestate.sale",
            Label = new("Unit sale", "房源销售"),
            Links = ["lead", "opportunity", "contract", "order"],
            Pipelines = new Dictionary<string, string> { ["opportunity"] = Sale.Key },
        })
        // The unit goes along by its key, which is the same on every link.
        .AddConversionStep<SaleAmounts>("lead", "opportunity")
        .AddConversionStep<SaleAmounts>("opportunity", "contract")
        .ExtendConversion("opportunity", "order", new FieldCopy(Searches.AgreedPrice.Key, PaymentPlans.UnitPrice.Key))
        .ExtendConversion("contract", "order", new FieldCopy("amount", PaymentPlans.UnitPrice.Key))
        .AddValidator<SaleRules>("lead")
        .AddValidator<SaleRules>("opportunity")
        .AddStageGuard<SaleGuard>(Sale.Key)
        .AddAfterSave<SaleProgress>("opportunity")
        .AddAfterSave<HandoverProgress>("contract")
        .AddAfterSave<HandoverProgress>("order");

    private static void AddPages(ICrmPluginBuilder plugin) => plugin
        .AddWidget(Desk.Free)
        .AddWidget(Desk.FreeCount)
        .AddWidget(Desk.Sales)
        .AddWidget(Desk.Wall)
        .AddWidget(Desk.OfUnit)
        .AddWidget(Desk.OfSale)
        .AddWidget<PriceComparison>(PriceComparison.Definition)
        .AddComponent<FloorPlan>(Desk.Floor)
        .AddComponentPage<StackingPlan>(Desk.Plan)
        .AddRecordAction<Repricing>(Repricing.Definition, Repricing.Inputs)
        .AddRecordAction<Withdrawal>(Withdrawal.Definition)
        .AddRecordAction<ViewingPlan>(ViewingPlan.Definition, ViewingPlan.Inputs)
        .AddPage(Desk.Page)
        .AddPageSection(HostPages.Home, new PageSection { Key = "realestate.day", Widgets = [Desk.FreeCount.Key] })
        .AddPageSection(HostPages.Record(Units.Type), new PageSection { Key = "realestate.unit", Widgets = [Desk.OfUnit.Key, PriceComparison.Definition.Key, Desk.Floor.Key] })
        .AddPageSection(HostPages.Record("opportunity"), new PageSection { Key = "realestate.deal", Widgets = [Desk.OfSale.Key] });

    private static void AddMoney(ICrmPluginBuilder plugin) => plugin
        .RecordType(PaymentPlans.Type, PaymentPlans.Define)
        .RecordType(PaymentPlans.StepType, PaymentPlans.DefineStep)
        .Fields("payment-plan-item", PaymentPlans.DefineItem)
        .AddAfterSave<UnitOrderLine>("order")
        .AddAfterSave<InstalmentPlanner>("order")
        .RecordType(Commissions.ShareType, Commissions.DefineShare)
        .AddBeforeSave<CommissionAmount>("opportunity")
        .AddBeforeSave<CommissionShareName>(Commissions.ShareType)
        .AddAfterSave<CommissionSplit>("opportunity")
        .AddAfterSave<CommissionSplit>(Commissions.ShareType);
}
